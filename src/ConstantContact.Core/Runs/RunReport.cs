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
/// What became of every row of a run, in the form that the name of the report asks for. Holds personal data that its maker asked for, so
/// it is readable by its owner alone.
/// </summary>
public static class RunReport
{
    private static readonly string[] Columns = ["row", "email", "contact_id", "outcome", "reason", "error_id", "changes", "warnings", "activity_id", "consent_reference"];

    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>: names the command that writes it again.</exception>
    public static void Write(ReportTarget target, RunRecord run, IReadOnlyList<RowOutcome> rows)
    {
        try
        {
            if (target.IsLines)
            {
                target.Write([file => Lines(file, run, rows)], withMark: false);
            }
            else if (target.IsCsv)
            {
                target.Write([file => Csv(file, rows)], withMark: true);
            }
            else
            {
                string[] headings = [.. rows.SelectMany(static r => r.Cells).Select(static c => c.Key).Where(static h => !ReportLine.IsOwn(h)).Distinct(StringComparer.OrdinalIgnoreCase)];
                if (headings.Length == 0)
                {
                    headings = ["email", "contact_id"];
                }

                target.Write([.. ReportTarget.FileNames.Select((_, at) => (Action<TextWriter>)(file => Part(file, headings, rows.Where(r => FileOf(r) == at))))], withMark: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                "CcReportNotWritable",
                $"The report '{target.Path}' cannot be written: {e.Message}",
                $"The account of the run is kept. Write the report again: Get-CcRun -RunId {run.RunId} -ReportPath PATH",
                e);
        }
    }

    /// <summary>True for what <see cref="Write"/> makes.</summary>
    internal static bool IsReport(string path, bool csv)
    {
        using var reader = new StreamReader(SharedFile.OpenRead(path), Encoding.UTF8, true);
        string? first = reader.ReadLine();
        if (csv)
        {
            return first is null || first == string.Join(",", Columns);
        }

        try
        {
            return first is null || (JsonNode.Parse(first) is JsonObject line && (line.ContainsKey("summary") || (line.ContainsKey("row") && line.ContainsKey("outcome"))));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Lines(TextWriter file, RunRecord run, IReadOnlyList<RowOutcome> rows)
    {
        foreach (RowOutcome row in rows)
        {
            file.Write(CcJson.ToText(row.ToReportLine()) + "\n");
        }

        var summary = new JsonObject { ["run_id"] = run.RunId, ["rows_in"] = rows.Count };
        foreach (string outcome in new[] { "Updated", "Created", "Removed", "Done", "Unchanged", "Suppressed", "Failed", "NotAttempted", "Unknown", "Applied", "Stale", "Kept" })
        {
            int count = rows.Count(r => r.Outcome == outcome);
            if (count > 0 || outcome is not ("Removed" or "Done" or "Applied" or "Stale" or "Kept"))
            {
                summary[outcome == "NotAttempted" ? "not_attempted" : outcome.ToLowerInvariant()] = count;
            }
        }

        summary["requests"] = run.Requests;
        summary["retries"] = run.Retries;
        summary["waited_seconds"] = Math.Round(run.Waited.TotalSeconds, 3);
        summary["paced_seconds"] = Math.Round(run.Paced.TotalSeconds, 3);
        file.Write(CcJson.ToText(new JsonObject { ["summary"] = summary }) + "\n");
    }

    private static void Csv(TextWriter file, IReadOnlyList<RowOutcome> rows)
    {
        CsvLine.Write(file, Columns);
        foreach (RowOutcome row in rows)
        {
            string?[] cells =
            [
                row.Row?.ToString(CultureInfo.InvariantCulture), row.Email, row.ContactId, row.Outcome, row.Reason, row.ErrorId,
                string.Join("; ", row.Changes.Select(static c => $"{c.Path}: {c.Old ?? "(none)"} -> {c.New ?? "(none)"}")),
                string.Join("; ", row.Warnings), row.ActivityId, row.ConsentReference,
            ];
            ReportLine.Write(file, cells.Select(static cell => cell ?? ""));
        }
    }

    /// <summary>Rows as they were, each with its number and a reason, to be corrected and given again.</summary>
    private static void Part(TextWriter file, string[] headings, IEnumerable<RowOutcome> rows)
    {
        ReportLine.Write(file, headings.Concat(ReportLine.OwnColumns));
        foreach (RowOutcome row in rows)
        {
            IEnumerable<string> cells = headings.Select(heading =>
                row.Cells.Count > 0 ? row.Cells.FirstOrDefault(c => string.Equals(c.Key, heading, StringComparison.OrdinalIgnoreCase)).Value ?? ""
                : heading == "email" ? row.Email ?? "" : heading == "contact_id" ? row.ContactId ?? "" : "");
            ReportLine.Write(file, [.. cells, row.Row is { } number ? RowName.Number(number) : "", row.Reason ?? row.Outcome.ToLowerInvariant()]);
        }
    }

    private static int FileOf(RowOutcome row) => row.Outcome switch
    {
        RowOutcome.Failed or RowOutcome.Unknown or RowOutcome.Stale => 1,
        RowOutcome.Suppressed or RowOutcome.Kept => 2,
        RowOutcome.NotAttempted => 3,
        _ => 0,
    };
}
