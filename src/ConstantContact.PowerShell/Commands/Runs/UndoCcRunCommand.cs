using System.Management.Automation;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Runs;

/// <summary>
/// <c>Undo-CcRun</c>: takes a run back. Members that still have the value which the run wrote get their old value; what somebody changed since is left
/// and reported.
/// </summary>
[Cmdlet(VerbsCommon.Undo, "CcRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RowOutcome))]
public sealed class UndoCcRunCommand : ConnectedCmdlet
{
    private OpenRun? _run;

    /// <summary>The run to take back, as <c>Get-CcRun</c> names it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string RunId { get; set; } = null!;

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

    /// <summary>Where the report of all changes goes: a .csv or .jsonl file, or a folder for four files by outcome.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>How long to wait for the service's jobs. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    /// <summary>Returns what became of every change.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => RunId;

    private protected override void ProcessOne()
    {
        _run = RunSetup.Open(
            this,
            Account,
            UndoMaker.RunIdOf(RunId),
            ReportPath is null ? null : GetUnresolvedProviderPathFromPSPath(ReportPath),
            IsWhatIf || PlanPath is not null,
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [nameof(RunId)] = RunId });
        try
        {
            base.ProcessOne();
        }
        finally
        {
            _run.Dispose();
        }
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var kept = PlanKeeping.Find(_run!);
        var plan = kept ?? await MakeAsync(output, cancellationToken).ConfigureAwait(false);
        if (PlanPath is not null)
        {
            plan.Write(await output.OnPipelineThreadAsync(() => GetUnresolvedProviderPathFromPSPath(PlanPath)).ConfigureAwait(false));
            await output.WriteObjectAsync(plan.Header).ConfigureAwait(false);
            return;
        }

        var what = $"Undo run {RunId}. {PlanTexts.Describe(plan.Header)}";
        if (!(await output.ShouldProcessAsync(what, $"{what}\n\nTake the run back?", "Undo run").ConfigureAwait(false)).Go)
        {
            return;
        }

        if (kept is null)
        {
            PlanKeeping.Keep(_run!, plan);
        }

        await new PlanDriver(output, Account, _run!, plan)
        {
            PassThru = PassThru, Timeout = TimeSpan.FromMinutes(TimeoutMinutes), FinalNote = note => FinalNote = note,
        }.RunAsync(cancellationToken).ConfigureAwait(false);
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
            new RequestTrace(output)) { Progress = (phase, done, all) => progress.Report(PlanTexts.Status(phase, done, all), done, all) };
        return await maker.MakeAsync(DataFolder.Current, RunId, cancellationToken).ConfigureAwait(false);
    }
}
