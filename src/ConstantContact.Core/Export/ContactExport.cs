using System.Globalization;
using System.IO;
using System.Text;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Storage;
using Sylvan.Data.Csv;

namespace ConstantContact.Core.Export;

/// <summary>
/// One export that the service has begun. Waits for it and downloads its file through a temporary file beside the
/// target, so that a reader finds either the complete file or none. Only a small part of the file is in memory at any
/// time.
/// </summary>
public sealed class ContactExport
{
    private readonly ApiClient _client;
    private readonly string _activityId;

    public ContactExport(ApiClient client, string activityId)
    {
        _client = client;
        _activityId = activityId;
    }

    /// <summary>Leaves cells unchanged that a spreadsheet would run as formulas.</summary>
    public bool KeepFormulas { get; init; }

    /// <summary>Receives each status that was read.</summary>
    public Action<ImportActivity>? Seen { get; init; }

    /// <summary>Receives the headings for which <see cref="ExportColumns.ToImport"/> has no name.</summary>
    public Action<IReadOnlyList<string>>? LeftOut { get; init; }

    /// <summary>
    /// Called after reading, with the heading of a multi-select field and the number of its cells that could not be
    /// split into choices. These cells keep the service's text.
    /// </summary>
    public Action<string, long>? Unread { get; init; }

    /// <summary>Waits for the export and returns the id of the file.</summary>
    /// <exception cref="CcException">The time is over, the activity failed, or it is not an export.</exception>
    public async Task<string> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var wait = new ActivityWait(
            (id, token) => _client.SendAsync(ActivitiesApi.ById(id), token),
            timeout,
            _client.Time,
            restFirst: false
        );
        var job =
            await wait.ForAsync(_activityId, Seen, cancellationToken).ConfigureAwait(false)
            ?? throw new ApiTimeoutException(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "The export {0} was not finished after {1} and is still running.",
                    _activityId,
                    Quantity.Of((long)Math.Round(timeout.TotalMinutes), "minute")
                ),
                $"To get the file later, run Export-CcContact -ActivityId {_activityId}"
            );
        if (job.State != "completed")
        {
            throw new ActivityFailedException(
                $"The service ended the export as '{job.State}'.{string.Concat(job.Errors.Select(static e => $" \"{e}\""))}",
                _activityId
            );
        }

        var path = job.ResultPath ?? "";
        var parts = path.TrimEnd('/').Split('/');
        return parts.Length > 1 && parts[parts.Length - 2].EndsWith("_exports", StringComparison.Ordinal)
            ? parts[parts.Length - 1]
            : throw new InvalidInputException(
                "CcInvalidValue",
                $"The activity {_activityId} has no exported file.",
                "Give the id of an export, as Export-CcContact -NoWait returned it."
            );
    }

    /// <summary>
    /// Saves the original file, or a file with the import's headings if <paramref name="fields"/> are given.
    /// </summary>
    /// <exception cref="InvalidInputException">
    /// <c>CcReportNotWritable</c>: the file already exists or cannot be written.
    /// </exception>
    /// <remarks>
    /// Anyone can enter a formula in a sign-up form, and a spreadsheet would run it. A file with such cells therefore
    /// gets them guarded as <see cref="ReportCells"/> does, and the column <see cref="ReportCells.Reason"/>, which
    /// tells an import to remove the guards.
    /// </remarks>
    public async Task SaveAsync(
        string fileId,
        string path,
        bool overwrite,
        IReadOnlyList<CustomField>? fields,
        CancellationToken cancellationToken
    )
    {
        var beside = path + "." + Guid.NewGuid().ToString("N") + ".new";
        try
        {
            using (
                var file = Make(beside, p => OwnerOnly.Open(p, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            )
            {
                if (fields is null && KeepFormulas)
                {
                    await _client
                        .SendAsync(ContactExportsApi.Download(fileId, file), cancellationToken)
                        .ConfigureAwait(false);
                }
                else
                {
                    using var raw = await DownloadAsync(fileId, cancellationToken).ConfigureAwait(false);
                    var guards =
                        !KeepFormulas
                        && Cells(raw, cancellationToken)
                            .Any(static row => row.Any(static cell => ReportCells.Guard(cell).Length > cell.Length));
                    raw.Position = 0;
                    if (fields is null && !guards)
                    {
                        await raw.CopyToAsync(file, 1 << 16, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        WriteRows(file, Rows(raw, fields, cancellationToken), guards);
                    }
                }

                file.Flush(flushToDisk: true);
            }

            if (overwrite)
            {
                DurableFile.MoveOver(beside, path);
            }
            else
            {
                DurableFile.MoveNew(beside, path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, e);
        }
        finally
        {
            DurableFile.TryDelete(beside);
        }
    }

    /// <summary>
    /// Returns the headings, then each row with the same number of cells. The download uses a temporary file, which is
    /// deleted afterwards.
    /// </summary>
    public async IAsyncEnumerable<string[]> ReadAsync(
        string fileId,
        IReadOnlyList<CustomField>? fields,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var raw = await DownloadAsync(fileId, cancellationToken).ConfigureAwait(false);
        foreach (var row in Rows(raw, fields, cancellationToken))
        {
            yield return row;
        }
    }

    private static void WriteRows(FileStream file, IEnumerable<string[]> rows, bool guards)
    {
        using var writer = new StreamWriter(
            file,
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            1 << 16,
            leaveOpen: true
        );
        var mark = ReportCells.Reason;
        foreach (var row in rows)
        {
            CsvLine.Write(writer, guards ? [.. row.Select(ReportCells.Guard), mark] : row);
            mark = "exported";
        }

        writer.Flush();
    }

    private async Task<FileStream> DownloadAsync(string fileId, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"cc-export-{Guid.NewGuid():N}.csv");
        var own = Make(path, OwnerOnly.CreateTemporary);
        try
        {
            await _client.SendAsync(ContactExportsApi.Download(fileId, own), cancellationToken).ConfigureAwait(false);
            own.Position = 0;
            return own;
        }
        catch
        {
            own.Dispose();
            throw;
        }
    }

    /// <summary>The original rows of the file, headings first.</summary>
    private static IEnumerable<string[]> Cells(FileStream raw, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(
            raw,
            new UTF8Encoding(false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: true,
            1 << 16,
            leaveOpen: true
        );
        using var csv = Understand(
            0,
            () =>
                CsvDataReader.Create(
                    text,
                    new CsvDataReaderOptions
                    {
                        HasHeaders = false,
                        Delimiter = ',',
                        Comment = '\uFFFF',
                        MaxBufferSize = 4 * 1024 * 1024,
                    }
                )
        );
        long read = -1; // the headings are not a row
        while (
            Understand(
                Math.Max(0, read),
                () => csv.Read() ? Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString).ToArray() : null
            )
                is { } cells
        )
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return cells;
            read++;
        }
    }

    private IEnumerable<string[]> Rows(
        FileStream raw,
        IReadOnlyList<CustomField>? fields,
        CancellationToken cancellationToken
    )
    {
        int[]? columns = null;
        ChoiceLabels?[] choices = [];
        long[] unread = [];
        foreach (var cells in Cells(raw, cancellationToken))
        {
            if (columns is null)
            {
                var headings = cells;
                var names = fields is null ? Distinct(headings) : ExportColumns.ToImport(headings, fields);
                columns = [.. Enumerable.Range(0, headings.Length).Where(i => names[i] is not null)];
                if (columns.Length < headings.Length)
                {
                    LeftOut?.Invoke([.. headings.Where((_, i) => names[i] is null)]);
                }

                string[] chosen = [.. columns.Select(i => names[i]!)];
                choices = [.. chosen.Select(name => ChoicesOf(name, fields))];
                unread = new long[chosen.Length];
                yield return chosen;
            }
            else
            {
                yield return [.. columns.Select((from, at) => Cell(from < cells.Length ? cells[from] : "", at))];
            }
        }

        for (var at = 0; at < unread.Length; at++)
        {
            if (unread[at] > 0)
            {
                Unread?.Invoke(choices[at]!.Name, unread[at]);
            }
        }

        string Cell(string cell, int at)
        {
            if (choices[at] is not { } labels)
            {
                return cell;
            }

            var list = labels.Read(cell);
            unread[at] += list is null ? 1 : 0;
            return list ?? cell;
        }
    }

    private static ChoiceLabels? ChoicesOf(string name, IReadOnlyList<CustomField>? fields) =>
        fields?.FirstOrDefault(f =>
            f.Type == "multi_select"
            && string.Equals(ExportColumns.HeadingOf(f, fields), name, StringComparison.OrdinalIgnoreCase)
        )
            is { } field
            ? new ChoiceLabels(field)
            : null;

    /// <summary>The file comes from the service, so an error in it is an unexpected answer.</summary>
    private static T Understand<T>(long rows, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is DecoderFallbackException or CsvFormatException or CsvRecordTooLargeException)
        {
            var what = e switch
            {
                DecoderFallbackException => "it is not text in UTF-8",
                CsvFormatException => "a quoted cell has no closing quote",
                _ => "a row has more than 4 million characters",
            };
            throw new UnexpectedResponseException(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0}: the exported file cannot be read after row {1:N0}: {2}.",
                    ContactExportsApi.Name,
                    rows,
                    what
                ),
                "Save the original file with -Path and -KeepFormula and without -AsImport, then inspect it.",
                e
            )
            {
                StatusCode = System.Net.HttpStatusCode.OK,
            };
        }
    }

    /// <summary>
    /// An object has only one property of each name. If two headings are equal, such as a field's label, the second one
    /// gets a number.
    /// </summary>
    private static string[] Distinct(string[] headings)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. headings.Select(heading =>
            {
                var name = heading.Length == 0 ? "Column" : heading;
                for (var n = 2; !taken.Add(name); n++)
                {
                    name = string.Format(CultureInfo.InvariantCulture, "{0} {1}", heading, n);
                }

                return name;
            }),
        ];
    }

    private static FileStream Make(string path, Func<string, FileStream> make)
    {
        try
        {
            return make(path);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw NotWritable(path, e);
        }
    }

    private static InvalidInputException NotWritable(string path, Exception e) =>
        new(
            "CcReportNotWritable",
            $"The file '{path}' cannot be written: {FileTrouble.Text(e)}",
            "Check the folder and your rights to it, or give a different -Path.",
            e
        );
}
