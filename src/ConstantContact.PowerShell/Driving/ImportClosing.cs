using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>
/// Closes an import that ended for any reason: its account, its report, errors in writing them, and the one line after
/// a stop.
/// </summary>
/// <param name="output">The cmdlet's output.</param>
/// <param name="folder">The folder of the run.</param>
/// <param name="report">The target of the report. Null for none.</param>
internal sealed class ImportClosing(CmdletOutput output, ImportFolder folder, ReportTarget? report)
{
    /// <summary>
    /// The maximum number of rows whose outcomes are written if the user stops the run, because stopping must not take
    /// long. Continuing the run writes them all.
    /// </summary>
    private const int MaxRowsAtStop = 100_000;

    private readonly List<CcException> _troubles = [];

    /// <summary>
    /// Writes the account, the errors of the rows and the summary. The error that ended the run comes last, so that a
    /// terminating error does not suppress the rest.
    /// </summary>
    public async Task FinishAsync(ImportRun run, ImportSummary summary)
    {
        summary = Save(run, summary);
        var messages = new ImportMessages(output);
        await messages.WriteFindingsAsync(summary).ConfigureAwait(false);
        messages.WriteOutcome(summary);
        if (summary.IsStreamed && folder.Header is { InputEnded: false })
        {
            output.WriteWarning(
                "The run was interrupted before the input ended. This summary covers the "
                    + $"{Quantity.Of(summary.RowsIn, "row")} read so far. "
                    + "To send the others, give all rows again in the same order: ROWS | Import-CcContactBulk ... "
                    + $"-Stream -RunId {folder.RunId}. Rows that were sent are not sent again."
            );
        }

        await output.WriteObjectAsync(summary).ConfigureAwait(false);
        await WriteErrorsAsync(run, summary.ToException()).ConfigureAwait(false);
    }

    /// <summary>Saves the account of what was sent before the user stopped the run.</summary>
    /// <returns>The line that tells the user.</returns>
    public string Stop(ImportRun run)
    {
        if (!folder.HasChunks)
        {
            return $"The import {folder.RunId} was stopped. Nothing was sent.";
        }

        var summary = run.Stop();
        if (summary.RowsIn <= MaxRowsAtStop)
        {
            Save(run, summary);
        }

        var taken = summary.Chunks.Where(static c => c.ActivityId is not null).Sum(static c => (long)c.Rows);
        var flight = string.Join(
            " and ",
            summary
                .Chunks.Where(static c => c.ActivityId is null && c.State == ImportChunkState.Unknown)
                .Select(static c => $"chunk {Quantity.Number(c.Number)} ({ImportTexts.RowsOf(c)})")
        );
        return $"The import {folder.RunId} was stopped: {Quantity.Number(taken)} of "
            + $"{Quantity.Of(summary.RowsIn, "row")} {Quantity.Noun(taken, "is", "are")} with the service, "
            + $"{(flight.Length == 0 ? "none" : flight)} in flight. Continue with: {folder.Current.Command}"
            + string.Concat(_troubles.Select(static t => $" {t.Message}"));
    }

    /// <summary>
    /// Saves the account in the folder of the run, and writes the report. A failure of one does not prevent the other.
    /// </summary>
    private ImportSummary Save(ImportRun run, ImportSummary summary)
    {
        Try(() => folder.End(run, summary));
        var isKept = folder.Header is not null && _troubles.Count == 0;
        if (report is not null)
        {
            Try(() =>
                summary = summary with { Report = run.Reported(summary).WriteTo(report, folder.Current, isKept) }
            );
        }

        if (_troubles.Count == 0)
        {
            folder.RemoveUnlessKept();
        }

        return summary;
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (CcException e)
        {
            _troubles.Add(e);
        }
    }

    private async Task WriteErrorsAsync(ImportRun run, CcException? endedBy)
    {
        foreach (
            var trouble in _troubles
                .Where(trouble => !trouble.EndsTheRun || endedBy is null)
                .OrderBy(static t => t.EndsTheRun)
        )
        {
            await output.WriteErrorAsync(trouble, folder.RunId).ConfigureAwait(false);
        }

        if (endedBy is not null)
        {
            // If the rest of the input will not be read, the commands before this one in the pipeline must end as well.
            await (
                run.InputEnded
                    ? output.WriteErrorAsync(endedBy, folder.RunId)
                    : output.ThrowTerminatingErrorAsync(endedBy, folder.RunId)
            ).ConfigureAwait(false);
        }
    }
}
