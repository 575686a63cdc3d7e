using System.Globalization;
using System.IO;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Runs;

/// <summary>
/// The outcome of every row of a run, in the form that the name of the report asks for. The report holds personal data,
/// so only its owner can read it.
/// </summary>
public static class RunReport
{
    private static readonly string[] Columns =
    [
        "row",
        "email",
        "contact_id",
        "outcome",
        "reason",
        "error_id",
        "changes",
        "warnings",
        "activity_id",
        "consent_reference",
    ];

    /// <summary>
    /// The outcomes in the order of a summary. Those after the first are left out of it if no row has them.
    /// </summary>
    private static readonly (string Outcome, bool IsAlwaysShown)[] Counted =
    [
        ("Updated", true),
        ("Created", true),
        (RowOutcome.Accepted, false),
        ("Removed", false),
        ("Done", false),
        ("Unchanged", true),
        (RowOutcome.Suppressed, true),
        (RowOutcome.Failed, true),
        (RowOutcome.NotAttempted, true),
        (RowOutcome.Unknown, true),
        (RowOutcome.Applied, false),
        (RowOutcome.Stale, false),
        (RowOutcome.Kept, false),
    ];

    /// <param name="target">The place of the report.</param>
    /// <param name="run">The record of the run.</param>
    /// <param name="rows">Read once.</param>
    /// <param name="headings">The columns of the input; found out by reading the rows once more if not given.</param>
    /// <param name="isKept">The outcomes are in the folder of the run, from which the report can be written
    /// again.</param>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>: names the command that writes it
    /// again.</exception>
    public static WrittenReport Write(
        ReportTarget target,
        RunRecord run,
        IEnumerable<RowOutcome> rows,
        IReadOnlyList<string>? headings = null,
        bool isKept = true
    )
    {
        var counts = new long[4];
        IEnumerable<RowOutcome> Counting()
        {
            foreach (var row in rows)
            {
                counts[PartOf(row)]++;
                yield return row;
            }
        }

        try
        {
            if (target.IsFolder)
            {
                string[] columns = [.. headings ?? HeadingsOf(rows)];
                target.Write(files => WriteParts(files, columns, Counting()), withMark: true);
            }
            else
            {
                target.Write(files => WriteOne(files[0], target.IsCsv, run, Counting()), withMark: target.IsCsv);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                "CcReportNotWritable",
                $"The report '{target.Path}' cannot be written: {FileTrouble.Text(e)}",
                isKept
                    ? $"The outcomes are kept. Write the report again: Get-CcRun -RunId {run.RunId} -ReportPath PATH"
                    : "Nothing was sent. Run the command again with another -ReportPath.",
                e
            );
        }

        return new WrittenReport(target.Path, counts[0], counts[1], counts[2], counts[3]);
    }

    /// <summary>True for a file that <see cref="Write"/> made, and for an empty one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="form">The target that it is a part of.</param>
    internal static bool IsReport(string path, ReportTarget form)
    {
        using var reader = new StreamReader(SharedFile.OpenRead(path), Encoding.UTF8, true);
        if (reader.ReadLine() is not { } first)
        {
            return true;
        }

        try
        {
            if (form.IsFolder)
            {
                using var part = CsvRowSource.Open(path);
                return ReportLine.IsReport(part.Headings);
            }

            return form.IsCsv
                ? first == string.Join(",", Columns)
                : JsonNode.Parse(first) is JsonObject line
                    && (line.ContainsKey("summary") || (line.ContainsKey("row") && line.ContainsKey("outcome")));
        }
        catch (Exception e) when (e is JsonException or InvalidInputException)
        {
            return false;
        }
    }

    private static void WriteOne(TextWriter file, bool isCsv, RunRecord run, IEnumerable<RowOutcome> rows)
    {
        Dictionary<string, long> counts = new(StringComparer.Ordinal);
        if (isCsv)
        {
            CsvLine.Write(file, Columns);
        }

        foreach (var row in rows)
        {
            counts[row.Outcome] = counts.TryGetValue(row.Outcome, out var count) ? count + 1 : 1;
            if (isCsv)
            {
                ReportLine.Write(file, CellsOf(row));
            }
            else
            {
                file.Write(CcJson.ToText(row.ToReportLine()) + "\n");
            }
        }

        if (!isCsv)
        {
            file.Write(CcJson.ToText(new JsonObject { ["summary"] = Summary(run, counts) }) + "\n");
        }
    }

    private static JsonObject Summary(RunRecord run, Dictionary<string, long> counts)
    {
        var summary = new JsonObject { ["run_id"] = run.RunId, ["rows_in"] = counts.Values.Sum() };
        foreach (var (outcome, isAlwaysShown) in Counted)
        {
            var has = counts.TryGetValue(outcome, out var count);
            if (has || isAlwaysShown)
            {
                summary[outcome == RowOutcome.NotAttempted ? "not_attempted" : outcome.ToLowerInvariant()] = count;
            }
        }

        summary["requests"] = run.Requests;
        summary["retries"] = run.Retries;
        summary["waited_seconds"] = Math.Round(run.Waited.TotalSeconds, 3);
        summary["paced_seconds"] = Math.Round(run.Paced.TotalSeconds, 3);
        return summary;
    }

    private static IEnumerable<string> CellsOf(RowOutcome row)
    {
        string?[] cells =
        [
            row.Row?.ToString(CultureInfo.InvariantCulture),
            row.Email,
            row.ContactId,
            row.Outcome,
            row.Reason,
            row.ErrorId,
            string.Join("; ", row.Changes.Select(static c => $"{c.Path}: {c.Old ?? "(none)"} -> {c.New ?? "(none)"}")),
            string.Join("; ", row.Warnings),
            row.ActivityId,
            row.ConsentReference,
        ];
        return cells.Select(static cell => cell ?? "");
    }

    /// <summary>Writes rows as they were, each with its number and a reason, to be corrected and given again.</summary>
    private static void WriteParts(IReadOnlyList<TextWriter> files, string[] headings, IEnumerable<RowOutcome> rows)
    {
        foreach (var file in files)
        {
            ReportLine.Write(file, headings.Concat(ReportLine.OwnColumns));
        }

        foreach (var row in rows)
        {
            ReportLine.Write(
                files[PartOf(row)],
                [
                    .. headings.Select((heading, at) => CellOf(row, heading, at)),
                    row.Row is { } number ? RowName.Number(number) : "",
                    row.Reason ?? row.Outcome.ToLowerInvariant(),
                ]
            );
        }
    }

    private static string CellOf(RowOutcome row, string heading, int at)
    {
        if (row.Cells.Count == 0)
        {
            return heading == "email" ? row.Email ?? ""
                : heading == "contact_id" ? row.ContactId ?? ""
                : "";
        }

        bool IsMeant(KeyValuePair<string, string> cell) =>
            string.Equals(cell.Key, heading, StringComparison.OrdinalIgnoreCase);
        return (
                at < row.Cells.Count && IsMeant(row.Cells[at]) ? row.Cells[at] : row.Cells.FirstOrDefault(IsMeant)
            ).Value
            ?? "";
    }

    private static IEnumerable<string> HeadingsOf(IEnumerable<RowOutcome> rows)
    {
        string[] headings =
        [
            .. rows.SelectMany(static row => row.Cells)
                .Select(static cell => cell.Key)
                .Where(static heading => !ReportLine.IsOwn(heading))
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
        return headings.Length > 0 ? headings : ["email", "contact_id"];
    }

    /// <summary>The place of the row's file in <see cref="ReportTarget.FileNames"/>.</summary>
    private static int PartOf(RowOutcome row) =>
        row.Outcome switch
        {
            RowOutcome.Failed or RowOutcome.Unknown or RowOutcome.Stale => 1,
            RowOutcome.Suppressed or RowOutcome.Kept => 2,
            RowOutcome.NotAttempted => 3,
            _ => 0,
        };
}
