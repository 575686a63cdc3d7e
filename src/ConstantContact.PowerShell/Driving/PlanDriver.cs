using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Applying;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Applies a plan that was agreed to, and tells what became of it.</summary>
internal sealed class PlanDriver(CmdletOutput output, CcConnection account, OpenRun open, Plan plan)
{
    public bool PassThru { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>The plan was made a moment ago, and nobody was asked since.</summary>
    public bool TrustsPlan { get; init; }

    /// <summary>Told the one line that is shown where the run was stopped.</summary>
    public required Action<string> FinalNote { get; init; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var progress = output.StartProgress("Applying a plan", plan.Header.Forecast.Duration);
        var run = new PlanRun(account.Client, account.Names, plan, open, new RequestTrace(output))
        {
            Progress = (phase, done, all) => progress.Report(PlanTexts.Status(phase, done, all), done, all),
            Note = output.WriteVerbose,
            Timeout = Timeout,
            TrustsPlan = TrustsPlan,
        };
        output.WriteVerbose(open.IsResumed ? $"Going on with the run {open.RunId}." : $"The run is {open.RunId}.");
        await new RunClosing(output, open, FinalNote)
            .RunAsync(
                async () =>
                {
                    CcException? endedBy = null;
                    try
                    {
                        await run.RunAsync(cancellationToken).ConfigureAwait(false);
                    }
                    catch (CcException e) when (open.HasBegun)
                    {
                        endedBy = e;
                    }

                    await TellAsync(run.Summary).ConfigureAwait(false);
                    return endedBy;
                },
                () => run.Tally,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task TellAsync(PlanSummary summary)
    {
        var outcomes = open.Ledger.Outcomes;
        var planned = plan.Entries.ToDictionary(static e => e.Position, static e => e.Action);
        foreach (var outcome in outcomes)
        {
            foreach (var warning in outcome.Warnings)
            {
                output.WriteWarning(warning);
            }

            if (
                outcome.Outcome is RowOutcome.Failed or RowOutcome.Unknown
                && planned.TryGetValue(outcome.Position, out var action)
                && action != PlanAction.Failed
            )
            {
                var error = new InvalidInputException(
                    outcome.ErrorId ?? "CcUnexpected",
                    $"{outcome.Email ?? outcome.ContactId}: {outcome.Reason}",
                    outcome.Remedy ?? $"Go on with the run: {open.Record.Command}"
                );
                await output
                    .WriteErrorAsync(error, outcome.Email ?? outcome.ContactId, outcome.Row)
                    .ConfigureAwait(false);
            }
        }

        Warn(
            outcomes,
            RowOutcome.Stale,
            "contact was left alone because it no longer fits the plan",
            "contacts were left alone because they no longer fit the plan"
        );
        Warn(outcomes, RowOutcome.Kept, "change was left as it is", "changes were left as they are");
        output.WriteVerbose(summary.ToString());
        if (PassThru)
        {
            foreach (var outcome in outcomes)
            {
                await output.WriteObjectAsync(outcome).ConfigureAwait(false);
            }
        }
    }

    private void Warn(IReadOnlyList<RowOutcome> outcomes, string which, string one, string many)
    {
        RowOutcome[] some = [.. outcomes.Where(o => o.Outcome == which)];
        if (some.Length > 0)
        {
            string?[] reasons =
            [
                .. some.Select(static o => (o.Reason ?? o.Email ?? o.ContactId)?.TrimEnd('.'))
                    .Distinct(StringComparer.Ordinal),
            ];
            output.WriteWarning(
                string.Format(
                    CultureInfo.InvariantCulture,
                    "{0}: {1}. Get-CcRun -RunId {2} -ReportPath PATH writes all of them.",
                    Quantity.Of(some.Length, one, many),
                    ShownList.First(reasons, separator: "; "),
                    open.RunId
                )
            );
        }
    }
}
