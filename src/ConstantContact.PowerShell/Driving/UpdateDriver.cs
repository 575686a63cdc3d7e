using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Drives a run of updates from its first row to its report, whatever ends it.</summary>
internal sealed class UpdateDriver(CmdletOutput output, CcConnection account, OpenRun open, UpdateOptions options)
{
    public bool PassThru { get; init; }

    public bool AsksFirst { get; init; }

    public bool IsWhatIf { get; init; }

    public async Task RunAsync(PipelineInput<UpdateRow> rows, RunClosing closing, CancellationToken cancellationToken)
    {
        var guide = new UpdateGuide(output, account, PassThru, AsksFirst);
        var run = new UpdateRun(
            account.Client,
            account.Names,
            options,
            guide,
            new RequestTrace(output),
            account.Time,
            open
        );
        if (!IsWhatIf)
        {
            output.WriteVerbose(open.IsResumed ? $"Continuing the run {open.RunId}." : $"The run is {open.RunId}.");
        }

        await closing
            .RunAsync(
                async () =>
                {
                    await run.RunAsync(rows.ReadAllAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
                    return null;
                },
                () =>
                {
                    // Rows that were given but not processed.
                    foreach (var row in rows.TakeRest())
                    {
                        run.CountNotAttempted(row);
                    }

                    var summary = run.Summary;
                    return new RunTally(summary.Requests, summary.Retries, summary.Waited, summary.Paced);
                },
                cancellationToken,
                () => run.InputEnded,
                () => guide.Close(run.Summary)
            )
            .ConfigureAwait(false);
    }
}
