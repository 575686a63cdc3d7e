using System.Globalization;
using System.Runtime.ExceptionServices;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>A run of updates from its first row to its report, whatever ends it.</summary>
internal sealed class UpdateDriver(CmdletOutput output, CcConnection account, OpenRun open, UpdateOptions options)
{
    private const int MostNamed = 10;

    public bool PassThru { get; init; }

    public bool AsksFirst { get; init; }

    public bool IsWhatIf { get; init; }

    /// <summary>Told the one line that is shown where the run was stopped.</summary>
    public required Action<string> LastWord { get; init; }

    public async Task RunAsync(PipelineInput<UpdateRow> rows, CancellationToken cancellationToken)
    {
        var guide = new UpdateGuide(output, account, PassThru, AsksFirst, IsWhatIf);
        var run = new UpdateRun(account.Client, account.Names, options, guide, new RequestTrace(output), account.Time, open);
        if (!IsWhatIf)
        {
            output.WriteVerbose(open.IsResumed ? $"Going on with the run {open.RunId}." : $"The run is {open.RunId}.");
        }

        Exception? error = null;
        try
        {
            await run.RunAsync(rows.ReadAllAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Whatever it is: what was done is what a person needs to know then. It goes on below.
            error = e;
        }

        // Given and not come to.
        foreach (UpdateRow row in rows.TakeRest())
        {
            run.Leave(row);
        }

        UpdateSummary summary = run.Summary;
        IReadOnlyList<CcException> troubles = open.End(new RunTally(summary.Requests, summary.Retries, summary.Waited, summary.Paced), error, run.InputEnded);
        if (cancellationToken.IsCancellationRequested)
        {
            LastWord(Stopped(troubles));
        }
        else
        {
            await guide.CloseAsync(summary).ConfigureAwait(false);
            foreach (CcException trouble in troubles.Where(t => error is null || !t.EndsTheRun))
            {
                await output.WriteErrorAsync(trouble, open.RunId).ConfigureAwait(false);
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
            : $"{Text(inFlight.Count)} in flight (row{(inFlight.Count == 1 ? "" : "s")} {string.Join(", ", inFlight.Take(MostNamed))}{(inFlight.Count > MostNamed ? ", …" : "")})";
        return $"The run {open.RunId} was stopped: {Text(rows.Count(static r => !r.IsOpen))} of {Text(rows.Count)} rows are done, {flight}. " +
            (open.HasBegun ? $"Go on with: {open.Record.Command}" : "Nothing was sent.") +
            string.Concat(troubles.Select(static t => $" {t.Message}"));
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
