using ConstantContact.Core.Base;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Rows;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Tells the user what became of the rows of an import.</summary>
internal sealed class ImportMessages(CmdletOutput output)
{
    /// <summary>The maximum number of failed rows that become error records. The report has all of them.</summary>
    private const int MaxErrorRecords = 50;

    private const int MaxWarnings = 10;

    /// <summary>Writes the findings about the rows: warnings, and an error for each invalid row.</summary>
    public async Task WriteFindingsAsync(ImportSummary summary)
    {
        foreach (var notice in summary.Notices.Concat(summary.Damage.Select(static d => d.ToString())))
        {
            output.WriteWarning(notice);
        }

        foreach (var warning in summary.Warnings.Take(MaxWarnings))
        {
            output.WriteWarning($"{warning}. {warning.Remedy}");
        }

        if (summary.WarningCount > MaxWarnings)
        {
            output.WriteWarning(
                $"There are {Quantity.Of(summary.WarningCount - MaxWarnings, "more warning")}. See Warnings in "
                    + "the summary."
            );
        }

        RowFailure[] invalid = [.. summary.Failures.Where(static f => f.IsRefusedLocally)];
        foreach (var failure in invalid.Take(MaxErrorRecords))
        {
            await output.WriteErrorAsync(failure.ToException(), failure).ConfigureAwait(false);
        }

        if (invalid.Length > MaxErrorRecords)
        {
            output.WriteWarning(
                "More rows are invalid. -ReportPath writes all of them to failed.csv, and Failures in the summary "
                    + "holds the first thousand."
            );
        }
    }

    /// <summary>Writes a warning for each way in which rows did not arrive as they were given.</summary>
    public void WriteOutcome(ImportSummary summary)
    {
        foreach (var warning in OutcomesOf(summary))
        {
            output.WriteWarning(warning);
        }
    }

    private static IEnumerable<string> OutcomesOf(ImportSummary summary)
    {
        foreach (var chunk in summary.Chunks.Where(static c => c.Message is not null || c.Errors.Count > 0))
        {
            yield return OutcomeOf(chunk);
        }

        if (summary.Suppressed > 0)
        {
            yield return $"{Quantity.Of(summary.Suppressed, "row was", "rows were")} held back for deleted or "
                + $"unsubscribed contacts: {ShownList.First(summary.SuppressedRows)}. "
                + "To send them, add -Restore or -IncludeUnsubscribed.";
        }

        if (summary.Correctable > 0)
        {
            yield return $"The service counted {Quantity.Of(summary.Correctable, "row")} as correctable: it read "
                + $"{Quantity.Noun(summary.Correctable, "the row", "them")} but refused a value in "
                + $"{Quantity.Noun(summary.Correctable, "it", "each of them")}. "
                + "Correct the values and import these rows again.";
        }

        if (summary.Sent > 0 && !summary.ConsentChecked && !summary.IsResumed)
        {
            yield return "The run did not look for deleted and unsubscribed contacts. Their rows were sent like all "
                + "others.";
        }

        if (summary.Verification is { Missing: > 0 } verification)
        {
            var rows = verification.MissingRows.Select(static r => RowName.Of(r.Row, r.Source));
            yield return $"{Quantity.Number(verification.Missing)} of {Quantity.Of(verification.Checked, "row")} "
                + $"{Quantity.Noun(verification.Missing, "is", "are")} not on every list: "
                + $"{ShownList.First([.. rows])}.";
        }
    }

    private static string OutcomeOf(ImportChunkResult chunk)
    {
        var said = string.Join(" ", chunk.Errors.Take(MaxWarnings).Select(static e => $"\"{ShownText.Line(e)}\""));
        return $"Chunk {Quantity.Number(chunk.Number)} ({ImportTexts.RowsOf(chunk)}, activity "
            + $"{chunk.ActivityId ?? "none"}): {chunk.Message}"
            + (said.Length == 0 ? "" : $" The service says: {said}");
    }
}
