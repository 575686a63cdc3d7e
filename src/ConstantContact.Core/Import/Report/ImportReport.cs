using System.IO;
using System.Text;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Import.Report;

/// <summary>
/// What became of every row, in four files that together hold each row of the input once: its columns as they were, its number
/// and a reason. Each can be imported again as it is. UTF-8 with byte order mark, for spreadsheets; cells are guarded
/// (<see cref="ReportCells"/>); readable by their owner alone.
/// </summary>
public sealed class ImportReport
{
    private ImportReport(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>succeeded.csv: the service took the row.</summary>
    public long Succeeded { get; private set; }

    /// <summary>failed.csv: invalid, refused, or of an outcome that is not known. To be corrected, or just imported again.</summary>
    public long Failed { get; private set; }

    /// <summary>suppressed.csv: held back, or left out in favour of another row.</summary>
    public long Suppressed { get; private set; }

    /// <summary>not-attempted.csv: nothing is wrong with the row, and it was not sent.</summary>
    public long NotAttempted { get; private set; }

    public override string ToString() => Folder;

    internal static ImportReport Write(string folder, ImportRows rows, ImportSummary summary, RowTruth? truth, string notSent, CancellationToken cancellationToken)
    {
        var report = new ImportReport(Path.GetFullPath(folder));
        try
        {
            OwnerOnly.CreateDirectory(report.Folder);
            string[] names = ["succeeded.csv", "failed.csv", "suppressed.csv", "not-attempted.csv"];
            var files = new List<StreamWriter>();
            try
            {
                foreach (string name in names)
                {
                    // Beside, and moved when all is written: the input may be the report of the run before.
                    files.Add(new StreamWriter(OwnerOnly.Create(Path.Combine(report.Folder, name + ".new")), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 1 << 16));
                }

                report.Fill(files, rows, summary, truth, notSent, cancellationToken);
            }
            finally
            {
                files.ForEach(f => f.Dispose());
            }

            foreach (string name in names)
            {
                string path = Path.Combine(report.Folder, name);
                DurableFile.MoveOver(path + ".new", path);
            }

            return report;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                "CcReportNotWritable", $"The report cannot be written to '{report.Folder}': {e.Message}",
                summary.RunId is null ? "Give a folder that you can write to." : $"Give a folder that you can write to. To write the report again: Resume-CcRun -RunId {summary.RunId} -ReportPath DIR", e);
        }
    }

    private void Fill(List<StreamWriter> files, ImportRows rows, ImportSummary summary, RowTruth? truth, string notSent, CancellationToken cancellationToken)
    {
        List<string> headings = Headings(rows, cancellationToken);
        foreach (StreamWriter file in files)
        {
            CsvLine.Write(file, [.. headings.Select(ReportCells.Guard), ReportCells.Row, ReportCells.Reason]);
        }

        ImportChunkResult[] chunks = [.. summary.Chunks.OrderBy(c => c.FirstRow)];
        Dictionary<int, bool> clear = chunks.ToDictionary(c => c.Number, c => IsClear(c, rows, truth, summary.Verification));
        int at = 0;
        IReadOnlyList<string>? shape = null;
        bool guarded = false;
        int[] positions = [];
        foreach (InputRow row in Read(rows, cancellationToken))
        {
            while (at < chunks.Length && chunks[at].LastRow < row.Number)
            {
                at++;
            }

            ImportChunkResult? chunk = at < chunks.Length && chunks[at].FirstRow <= row.Number ? chunks[at] : null;
            (int file, string reason) = Outcome(row, rows, chunk, truth, clear, summary, notSent);
            if (!ReferenceEquals(shape, row.Headings))
            {
                shape = row.Headings;
                guarded = ReportCells.IsReport(shape);
                positions = [.. headings.Select(h => IndexOf(row.Headings, h))];
            }

            CsvLine.Write(
                files[file],
                [.. positions.Select(p => p < 0 || p >= row.Values.Count ? "" : CellOf(row.Values[p], guarded)), RowName.Number(row.Number), ReportCells.Guard(reason)]);
            Succeeded += file == 0 ? 1 : 0;
            Failed += file == 1 ? 1 : 0;
            Suppressed += file == 2 ? 1 : 0;
            NotAttempted += file == 3 ? 1 : 0;
        }
    }

    private static string CellOf(object? cell, bool guarded)
    {
        string text = Cells.TextOf(cell);
        return ReportCells.Guard(guarded ? ReportCells.Unguard(text) : text);
    }

    private static (int File, string Reason) Outcome(
        InputRow row, ImportRows rows, ImportChunkResult? chunk, RowTruth? truth, Dictionary<int, bool> clear, ImportSummary summary, string notSent)
    {
        RowMark mark = rows.MarkOf(row.Number);
        switch (mark)
        {
            case RowMark.Invalid:
                return (1, new RowFailure(row.Number, row.Source, rows.FindingsOf(row)).Reason);
            case RowMark.TooLarge:
                return (1, RowGate.TooLarge(row).Message);
            case RowMark.DuplicateError:
                return (1, "duplicate: " + ImportRows.DuplicateOf(row.Number, row.Source, rows.KeptFor(row.Number)).Message);
            case RowMark.Duplicate:
                return (2, $"duplicate: row {RowName.Number(rows.KeptFor(row.Number))} is about the same contact and was taken");
            case RowMark.Deleted or RowMark.Unsubscribed or RowMark.SmsUnsubscribed:
                return (2, ImportRows.ReasonOf(mark)!);
            default:
                return OutcomeOfSent(row, chunk, truth, clear, summary, notSent);
        }
    }

    private static (int File, string Reason) OutcomeOfSent(
        InputRow row, ImportChunkResult? chunk, RowTruth? truth, Dictionary<int, bool> clear, ImportSummary summary, string notSent)
    {
        if (chunk is null || chunk.State == ImportChunkState.NotAttempted)
        {
            return (3, chunk?.Message ?? notSent);
        }

        if (truth?.ReasonOf(row.Number) is { } said)
        {
            return (1, said);
        }

        if (summary.Verification?.IsMissing(row.Number) == true)
        {
            return (1, "not on every list after the import");
        }

        return chunk.State switch
        {
            ImportChunkState.Completed when clear[chunk.Number] => (0, "accepted"),
            ImportChunkState.Completed => (1, "uncertain: the service did not take every row of this row's chunk and does not say which; import it again, or use -Verify"),
            ImportChunkState.Pending => (1, "not known yet: the service was not waited for"),
            _ => (1, chunk.Message ?? "refused"),
        };
    }

    /// <summary>True where it is known of every row of the chunk what became of it: all were taken, or those that were not are named.</summary>
    private static bool IsClear(ImportChunkResult chunk, ImportRows rows, RowTruth? truth, ImportVerification? verification)
    {
        int named = truth is not null && truth.Named.TryGetValue(chunk.Number, out int count) ? count : 0;
        long unnamed = chunk.Correctable + chunk.Rejected + chunk.Unaccounted - named;
        if (chunk.Unaccounted < 0)
        {
            return false;
        }

        if (unnamed == 0 || verification is null)
        {
            return unnamed == 0;
        }

        // As many are missing as were not taken: then these are they.
        long missing = 0;
        for (long row = chunk.FirstRow; row <= chunk.LastRow; row++)
        {
            missing += rows.MarkOf(row) == RowMark.Send && verification.IsMissing(row) && truth?.ReasonOf(row) is null ? 1 : 0;
        }

        return missing == unnamed;
    }

    /// <summary>Those of all rows, in the order in which they first appear.</summary>
    private static List<string> Headings(ImportRows rows, CancellationToken cancellationToken)
    {
        var headings = new List<string>();
        IReadOnlyList<string>? last = null;
        foreach (IReadOnlyList<string> shape in rows.Source is CsvRowSource file ? [file.Headings] : Read(rows, cancellationToken).Select(r => r.Headings))
        {
            if (!ReferenceEquals(shape, last))
            {
                last = shape;
                headings.AddRange(shape.Where(h => !ReportCells.IsOwn(h) && IndexOf(headings, h) < 0));
            }
        }

        return headings;
    }

    /// <summary>No further than the run read: beyond that a stream may have found the input broken.</summary>
    private static IEnumerable<InputRow> Read(ImportRows rows, CancellationToken cancellationToken)
    {
        using IEnumerator<InputRow> reader = rows.Source.Read(cancellationToken).GetEnumerator();
        for (long read = 0; read < rows.Count && reader.MoveNext(); read++)
        {
            yield return reader.Current;
        }
    }

    private static int IndexOf(IReadOnlyList<string> headings, string heading)
    {
        for (int i = 0; i < headings.Count; i++)
        {
            if (string.Equals(headings[i], heading, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
