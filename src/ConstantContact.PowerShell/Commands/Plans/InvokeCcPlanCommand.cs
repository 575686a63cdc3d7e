using System.Management.Automation;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Plans;

/// <summary>
/// <c>Invoke-CcPlan</c>: applies a plan. Contacts that have changed since it was made are left alone, and what was written is read back.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CcPlan", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RowOutcome))]
public sealed class InvokeCcPlanCommand : ConnectedCmdlet
{
    private Plan? _plan;
    private OpenRun? _run;
    private RemovalLimit? _limit;

    /// <summary>The plan file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PlanFileCompleter))]
    public string Path { get; set; } = null!;

    /// <summary>How many members the plan may remove from each list: a number, or a percentage such as 12.5%. The default is 5%.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaximumRemoval { get; set; }

    /// <summary>How old the plan may be. The default is 24 hours.</summary>
    [Parameter]
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The run's name; that of the plan unless given. The same command goes on where the run ended.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    /// <summary>Where the report of all entries goes: a .csv or .jsonl file, or a folder for four files by outcome.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>How long to wait for the service's jobs. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    /// <summary>Returns what became of every entry.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => Path;

    private protected override void Prepare()
    {
        base.Prepare();
        _limit = RemovalLimit.Parse(MaximumRemoval);
    }

    private protected override void ProcessOne()
    {
        var path = GetUnresolvedProviderPathFromPSPath(Path);
        _plan = Plan.Read(path);
        PlanChecks.Service(_plan.Header, Account.BaseUri);
        _run = RunSetup.Open(
            this,
            Account,
            RunId ?? PlanKeeping.RunIdOf(_plan.Header),
            ReportPath is null ? null : GetUnresolvedProviderPathFromPSPath(ReportPath),
            IsWhatIf,
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [nameof(Path)] = path });
        try
        {
            if (!_run.IsResumed)
            {
                // A run that was begun was agreed to.
                PlanChecks.Age(_plan.Header, MaximumAge, Account.Time);
                _limit!.Check(_plan.Header);
            }

            base.ProcessOne();
        }
        finally
        {
            _run.Dispose();
        }
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var plan = _plan!;
        var what = PlanTexts.Describe(plan.Header);
        if (!(await output.ShouldProcessAsync(what, $"{what}\n\nApply this plan?", "Apply plan").ConfigureAwait(false)).Go)
        {
            return;
        }

        await new PlanDriver(output, Account, _run!, plan)
        {
            PassThru = PassThru, Timeout = TimeSpan.FromMinutes(TimeoutMinutes), FinalNote = note => FinalNote = note,
        }.RunAsync(cancellationToken).ConfigureAwait(false);
    }
}
