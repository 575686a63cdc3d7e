using System.Globalization;
using System.IO;
using System.Text;
using ConstantContact.Core.Api;
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
/// One export that the service has begun: waits for it and takes its file, through a file beside the wanted one, so that whoever looks finds
/// the whole file or none. Never more than a piece of it is in memory.
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

    /// <summary>Told what each look saw.</summary>
    public Action<ImportActivity>? Seen { get; init; }

    /// <summary>Told the headings that <see cref="ExportColumns.ToImport"/> has no name for.</summary>
    public Action<IReadOnlyList<string>>? LeftOut { get; init; }

    /// <summary>
    /// Told, when all is read, the heading of a field of several choices and how many of its cells could not be read as choices: they stand as the service wrote them.
    /// </summary>
    public Action<string, long>? Unread { get; init; }

    /// <summary>Waits, and gives the id of the file.</summary>
    /// <exception cref="CcException">The time is over, the service gave the activity up, or it is no export.</exception>
    public async Task<string> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var wait = new ActivityWait((id, token) => _client.SendAsync(ActivitiesApi.ById(id), token), timeout, _client.Time, restFirst: false);
        ImportActivity job = await wait.ForAsync(_activityId, Seen, cancellationToken).ConfigureAwait(false)
            ?? throw new ApiTimeoutException(
                string.Format(CultureInfo.InvariantCulture, "The export {0} had not ended after {1:N0} minutes; it goes on.", _activityId, timeout.TotalMinutes),
                $"Take it when it is done: Export-CcContact -ActivityId {_activityId}");
        if (job.State != "completed")
        {
            throw new ActivityFailedException($"The service ended the export as '{job.State}'.{string.Concat(job.Errors.Select(static e => $" \"{e}\""))}", _activityId);
        }

        string path = job.ResultPath ?? "";
        string[] parts = path.TrimEnd('/').Split('/');
        return parts.Length > 1 && parts[parts.Length - 2].EndsWith("_exports", StringComparison.Ordinal)
            ? parts[parts.Length - 1]
            : throw new InvalidInputException("CcInvalidValue", $"The activity {_activityId} names no exported file.", "Give the id of an export, as Export-CcContact -NoWait returned it.");
    }

    /// <summary>The file as the service made it, or with the import's headings where <paramref name="fields"/> are given.</summary>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>: it was there already, or cannot be written.</exception>
    public async Task SaveAsync(string fileId, string path, bool overwrite, IReadOnlyList<CustomField>? fields, CancellationToken cancellationToken)
    {
        string beside = path + "." + Guid.NewGuid().ToString("N") + ".new";
        try
        {
            using (FileStream file = Make(beside, p => OwnerOnly.Open(p, FileMode.CreateNew, FileAccess.Write, FileShare.None)))
            {
                if (fields is null)
                {
                    await _client.SendAsync(ContactExportsApi.Download(fileId, file), cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    using FileStream raw = await DownloadAsync(fileId, cancellationToken).ConfigureAwait(false);
                    using var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 16, leaveOpen: true);
                    foreach (string[] row in Rows(raw, fields, cancellationToken))
                    {
                        CsvLine.Write(writer, row);
                    }

                    writer.Flush();
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

    /// <summary>The headings, then row after row of as many cells. The file lies in a file of its own meanwhile, which goes with it.</summary>
    public async IAsyncEnumerable<string[]> ReadAsync(string fileId, IReadOnlyList<CustomField>? fields, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using FileStream raw = await DownloadAsync(fileId, cancellationToken).ConfigureAwait(false);
        foreach (string[] row in Rows(raw, fields, cancellationToken))
        {
            yield return row;
        }
    }

    private async Task<FileStream> DownloadAsync(string fileId, CancellationToken cancellationToken)
    {
        string path = Path.Combine(Path.GetTempPath(), $"cc-export-{Guid.NewGuid():N}.csv");
        FileStream own = Make(path, OwnerOnly.CreateTemporary);
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

    private IEnumerable<string[]> Rows(FileStream raw, IReadOnlyList<CustomField>? fields, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(raw, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using CsvDataReader csv = Understand(0, () => CsvDataReader.Create(
            text, new CsvDataReaderOptions { HasHeaders = false, Delimiter = ',', Comment = '\uFFFF', MaxBufferSize = 4 * 1024 * 1024 }));
        int[]? columns = null;
        ChoiceCells?[] choices = [];
        long[] unread = [];
        long read = 0;
        while (Understand(read, () => csv.Read() ? Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString).ToArray() : null) is { } cells)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (columns is null)
            {
                string[] headings = cells;
                IReadOnlyList<string?> names = fields is null ? Distinct(headings) : ExportColumns.ToImport(headings, fields);
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
                read++;
                yield return [.. columns.Select((from, at) => Cell(from < cells.Length ? cells[from] : "", at))];
            }
        }

        for (int at = 0; at < unread.Length; at++)
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

            string? list = labels.Read(cell);
            unread[at] += list is null ? 1 : 0;
            return list ?? cell;
        }
    }

    private static ChoiceCells? ChoicesOf(string name, IReadOnlyList<CustomField>? fields) =>
        fields?.FirstOrDefault(f => f.Type == "multi_select" && string.Equals(NameDirectory.FieldPrefix + f.Name, name, StringComparison.OrdinalIgnoreCase)) is { } field ? new ChoiceCells(field) : null;

    /// <summary>The file is the service's: what is wrong with it is a wrong answer.</summary>
    private static T Understand<T>(long rows, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is DecoderFallbackException or CsvFormatException or CsvRecordTooLargeException)
        {
            string what = e switch
            {
                DecoderFallbackException => "it is not text in UTF-8",
                CsvFormatException => "a quoted cell does not end properly",
                _ => "a row has more than 4 million characters",
            };
            throw new UnexpectedResponseException(
                string.Format(CultureInfo.InvariantCulture, "{0}: the exported file cannot be read beyond row {1:N0}: {2}.", ContactExportsApi.Name, rows, what),
                "Take the file as it is, with -Path and without -AsImport, and look at it.",
                e)
            {
                StatusCode = System.Net.HttpStatusCode.OK,
            };
        }
    }

    /// <summary>An object has one property of a name: the second of two equal headings, such as a field's label, gets a number.</summary>
    private static string[] Distinct(string[] headings)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. headings.Select(heading =>
            {
                string name = heading.Length == 0 ? "Column" : heading;
                for (int n = 2; !taken.Add(name); n++)
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw NotWritable(path, e);
        }
    }

    private static InvalidInputException NotWritable(string path, Exception e) =>
        new("CcReportNotWritable", $"The file '{path}' cannot be written: {e.Message}", "Check the folder and your rights to it, or give another -Path.", e);
}
