using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Storage;
using Sylvan.Data.Csv;

namespace ConstantContact.Core.Bulk;

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
            using (FileStream file = Make(beside))
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
                        writer.Write(string.Join(",", row.Select(Quoted)));
                        writer.Write("\r\n");
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
                File.Move(beside, path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(path, e);
        }
        finally
        {
            File.Delete(beside);
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
        FileStream own = Make(path);
        try
        {
            await _client.SendAsync(ContactExportsApi.Download(fileId, own), cancellationToken).ConfigureAwait(false);
            own.Dispose();
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None, 1 << 16, FileOptions.DeleteOnClose | FileOptions.SequentialScan);
        }
        catch
        {
            own.Dispose();
            File.Delete(path);
            throw;
        }
    }

    private IEnumerable<string[]> Rows(FileStream raw, IReadOnlyList<CustomField>? fields, CancellationToken cancellationToken)
    {
        using var text = new StreamReader(raw, new UTF8Encoding(false, throwOnInvalidBytes: true));
        using CsvDataReader csv = CsvDataReader.Create(text, new CsvDataReaderOptions { HasHeaders = false, Delimiter = ',', MaxBufferSize = 4 * 1024 * 1024 });
        int[]? columns = null;
        while (csv.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (columns is null)
            {
                string[] headings = [.. Enumerable.Range(0, csv.RowFieldCount).Select(csv.GetString)];
                IReadOnlyList<string?> names = fields is null ? Distinct(headings) : ExportColumns.ToImport(headings, fields);
                columns = [.. Enumerable.Range(0, headings.Length).Where(i => names[i] is not null)];
                if (columns.Length < headings.Length)
                {
                    LeftOut?.Invoke([.. headings.Where((_, i) => names[i] is null)]);
                }

                yield return [.. columns.Select(i => names[i]!)];
            }
            else
            {
                int count = csv.RowFieldCount;
                yield return [.. columns.Select(i => i < count ? csv.GetString(i) : "")];
            }
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

    private static string Quoted(string cell) =>
        cell.IndexOfAny([',', '"', '\r', '\n']) < 0 && cell.Trim().Length == cell.Length ? cell : "\"" + cell.Replace("\"", "\"\"") + "\"";

    private static FileStream Make(string path)
    {
        try
        {
            return OwnerOnly.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw NotWritable(path, e);
        }
    }

    private static InvalidInputException NotWritable(string path, Exception e) =>
        new("CcReportNotWritable", $"The file '{path}' cannot be written: {e.Message}", "Check the folder and your rights to it, or give another -Path.", e);
}
