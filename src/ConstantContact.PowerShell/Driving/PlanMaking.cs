using System.Management.Automation;
using ConstantContact.Core.Base;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Making;
using ConstantContact.Core.Updates;
using ConstantContact.PowerShell.Hosting;
using ConstantContact.PowerShell.Session;

namespace ConstantContact.PowerShell.Driving;

/// <summary>Makes a plan of rows for a command: progress, and an error for each row that cannot be used.</summary>
internal sealed class PlanMaking(CmdletOutput output, CcConnection account, CommandInfo command)
{
    /// <summary>The options that follow from the command and its account. The command adds its own.</summary>
    public PlanOptions Options { get; } =
        new()
        {
            Cmdlet = command.Name,
            ModuleVersion = command.Version?.ToString(),
            Client = account.ClientId,
            PerSecond = account.RequestsPerSecond,
        };

    /// <param name="activity">The title of the progress bar.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="options">Made from <see cref="Options"/>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Plan> MakeAsync(
        string activity,
        IReadOnlyList<UpdateRow> rows,
        PlanOptions options,
        CancellationToken cancellationToken
    )
    {
        using var progress = output.StartProgress(activity);
        var maker = new PlanMaker(account.Client, account.Names, options, new RequestTrace(output))
        {
            Progress = (phase, done, all) => progress.Report(PlanTexts.Status(phase, done, all), done, all),
        };
        var plan = await maker.MakeAsync(rows, cancellationToken).ConfigureAwait(false);
        foreach (var failure in maker.Failures)
        {
            await output.WriteErrorAsync(failure.Error, failure.Input, failure.Row).ConfigureAwait(false);
        }

        output.WriteVerbose(
            $"The plan took {Quantity.Of(maker.Requests, "request")}. {PlanTexts.Describe(plan.Header)}"
        );
        return plan;
    }
}
