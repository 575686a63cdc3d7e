using System.Management.Automation;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Making;
using ConstantContact.Core.Plans.Undoing;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Runs;

/// <summary>
/// <c>Undo-CcRun</c>: takes a run back. Members that still have the value which the run wrote get their old value; what
/// somebody changed since is left and reported.
/// </summary>
[Cmdlet(VerbsCommon.Undo, "CcRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RowOutcome))]
public sealed class UndoCcRunCommand : PlanCmdlet
{
    /// <summary>The run to take back, as <c>Get-CcRun</c> names it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public override string? RunId { get; set; }

    /// <summary>Also brings contacts back that the run deleted, onto the lists that they were on.</summary>
    [Parameter]
    public SwitchParameter Restore { get; set; }

    /// <summary>Also deletes contacts that the run created or brought back.</summary>
    [Parameter]
    public SwitchParameter RemoveCreated { get; set; }

    /// <summary>Saves the plan of the undo in a file instead of applying it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PlanFileCompleter))]
    public string? PlanPath { get; set; }

    private protected override object? ErrorTarget => RunId;

    private protected override void ProcessOne()
    {
        StartRun(
            UndoMaker.RunIdOf(RunId!, Restore, RemoveCreated),
            IsWhatIf || PlanPath is not null,
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [nameof(RunId)] = RunId! }
        );
        try
        {
            base.ProcessOne();
        }
        finally
        {
            CloseRun();
        }
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var kept = PlanKeeping.Find(Run);
        var plan = kept ?? await MakeAsync(output, cancellationToken).ConfigureAwait(false);
        if (PlanPath is not null)
        {
            plan.Write(
                await output
                    .OnPipelineThreadAsync(() => GetUnresolvedProviderPathFromPSPath(PlanPath))
                    .ConfigureAwait(false)
            );
            await output.WriteObjectAsync(plan.Header).ConfigureAwait(false);
            return;
        }

        var what = $"Undo run {RunId}. {PlanTexts.Describe(plan.Header)}";
        await ApplyAsync(
                output,
                plan,
                what,
                "Take the run back?",
                "Undo run",
                keeps: kept is null,
                trustsPlan: false,
                cancellationToken
            )
            .ConfigureAwait(false);
    }

    private async Task<Plan> MakeAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        using var progress = output.StartProgress("Comparing the run with the account");
        var maker = new UndoMaker(
            Account.Client,
            Account.Names,
            new UndoOptions
            {
                Restore = Restore,
                RemoveCreated = RemoveCreated,
                ModuleVersion = MyInvocation.MyCommand.Version?.ToString(),
                Client = Account.ClientId,
                PerSecond = Account.RequestsPerSecond,
            },
            new RequestTrace(output)
        )
        {
            Progress = (phase, done, all) => progress.Report(PlanTexts.Status(phase, done, all), done, all),
        };
        return await maker.MakeAsync(DataFolder.Current, RunId!, cancellationToken).ConfigureAwait(false);
    }
}
