using System.Globalization;
using System.Runtime.ExceptionServices;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Driving;

/// <summary>The end of a run, whatever ends it: its record, its report, what could not be written, and the one line of a stop.</summary>
internal sealed class RunClosing(CmdletOutput output, OpenRun open, Action<string> lastWord)
{
    private const int MostNamed = 10;

    /// <param name="work">Returns what ended the run early; null where nothing did. Throws where nobody foresaw it.</param>
    /// <param name="account">Settles what is known then.</param>
    /// <param name="cancellationToken">Set where the run was stopped.</param>
    /// <param name="isComplete">Asked in the end: whether the whole input was read.</param>
    /// <param name="tell">Says what there is to say before the errors.</param>
    public async Task RunAsync(
        Func<Task<CcException?>> work, Func<RunTally> account, CancellationToken cancellationToken, Func<bool>? isComplete = null, Action? tell = null)
    {
        Exception? error = null;
        CcException? endedBy = null;
        try
        {
            endedBy = await work().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever it is: what was done is what a person needs to know then. It goes on below.
            error = e;
        }

        RunTally tally = account();
        IReadOnlyList<CcException> troubles = open.End(tally, error ?? endedBy, isComplete?.Invoke() ?? true);
        if (cancellationToken.IsCancellationRequested)
        {
            lastWord(Stopped(troubles));
        }
        else
        {
            tell?.Invoke();

            // Last what ends the command, so that it does not swallow the rest.
            foreach (CcException trouble in troubles.Where(t => (error ?? endedBy) is null || !t.EndsTheRun).OrderBy(static t => t.EndsTheRun))
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
        IReadOnlyList<RowOutcome> rows = open.Ledger.Outcomes;
        IReadOnlyList<long> inFlight = open.Ledger.InFlight;
        string flight = inFlight.Count == 0 ? "none in flight"
            : $"{Text(inFlight.Count)} in flight ({Quantity.Noun(inFlight.Count, "row")} {string.Join(", ", inFlight.Take(MostNamed))}{(inFlight.Count > MostNamed ? ", ..." : "")})";
        return $"The run {open.RunId} was stopped: {Text(rows.Count(static r => !r.IsOpen))} of {Quantity.Of(rows.Count, "row is", "rows are")} done, {flight}. " +
            (open.HasBegun ? $"To continue: {open.Record.Command}" : "Nothing was sent.") +
            string.Concat(troubles.Select(static t => $" {t.Message}"));
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
