using System.Runtime.ExceptionServices;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>
/// Closes a run that ended for any reason: its record, its report, errors in writing them, and the one line after a
/// stop.
/// </summary>
internal sealed class RunClosing(CmdletOutput output, OpenRun open, Action<string> lastWord)
{
    /// <param name="work">
    /// Returns the error that ended the run early, or null. Throws only unforeseen exceptions.
    /// </param>
    /// <param name="account">Records the outcomes known at the end.</param>
    /// <param name="cancellationToken">Cancelled if the run was stopped.</param>
    /// <param name="isComplete">Called at the end: whether the whole input was read.</param>
    /// <param name="tell">Writes the messages that precede the errors.</param>
    public async Task RunAsync(
        Func<Task<CcException?>> work,
        Func<RunTally> account,
        CancellationToken cancellationToken,
        Func<bool>? isComplete = null,
        Action? tell = null
    )
    {
        Exception? error = null;
        CcException? endedBy = null;
        try
        {
            endedBy = await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The user needs to know what was done, whatever the exception is. It is thrown again below.
            error = e;
        }

        var tally = account();
        var troubles = open.End(tally, error ?? endedBy, isComplete?.Invoke() ?? true);
        if (cancellationToken.IsCancellationRequested)
        {
            lastWord(Stopped(troubles));
        }
        else
        {
            tell?.Invoke();

            // The error that ends the command comes last, so that it does not suppress the others.
            foreach (
                var trouble in troubles
                    .Where(t => (error ?? endedBy) is null || !t.EndsTheRun)
                    .OrderBy(static t => t.EndsTheRun)
            )
            {
                await output.WriteErrorAsync(trouble, open.RunId).ConfigureAwait(false);
            }

            if (endedBy is not null)
            {
                await output.WriteErrorAsync(endedBy, null).ConfigureAwait(false);
            }
        }

        if (error is not null)
        {
            ExceptionDispatchInfo.Capture(error).Throw();
        }
    }

    private string Stopped(IReadOnlyList<CcException> troubles)
    {
        var rows = open.Ledger.Outcomes;
        var inFlight = open.Ledger.InFlight;
        var flight =
            inFlight.Count == 0
                ? "none in flight"
                : $"{Quantity.Number(inFlight.Count)} in flight ({Quantity.Noun(inFlight.Count, "row")} "
                    + $"{ShownList.First(inFlight)})";
        return $"The run {open.RunId} was stopped: {Quantity.Number(rows.Count(static r => !r.IsOpen))} of "
            + $"{Quantity.Of(rows.Count, "row is", "rows are")} done, {flight}. "
            + (open.HasBegun ? $"To continue: {open.Record.Command}" : "Nothing was sent.")
            + string.Concat(troubles.Select(static t => $" {t.Message}"));
    }
}
