using System.Management.Automation;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Making;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Plans;

/// <summary>
/// <c>Invoke-CcPlan</c>: applies a plan. Contacts that have changed since it was made are left alone, and what was
/// written is read back.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "CcPlan", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(RowOutcome))]
public sealed class InvokeCcPlanCommand : PlanCmdlet
{
    private Plan? _plan;
    private RemovalLimit? _limit;

    /// <summary>The plan file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PlanFileCompleter))]
    public string Path { get; set; } = null!;

    /// <summary>
    /// How many members the plan may remove from each list: a number, or a percentage such as 12.5%. The default is 5%.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaximumRemoval { get; set; }

    /// <summary>How old the plan may be. The default is 24 hours.</summary>
    [Parameter]
    public TimeSpan MaximumAge { get; set; } = TimeSpan.FromHours(24);

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
        StartRun(
            RunId ?? PlanKeeping.RunIdOf(_plan.Header),
            IsWhatIf,
            new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [nameof(Path)] = path }
        );
        try
        {
            if (!Run.IsResumed)
            {
                // A run that was begun was agreed to.
                PlanChecks.Age(_plan.Header, MaximumAge, Account.Time);
                _limit!.Check(_plan.Header);
            }

            base.ProcessOne();
        }
        finally
        {
            CloseRun();
        }
    }

    private protected override Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken) =>
        ApplyAsync(
            output,
            _plan!,
            PlanTexts.Describe(_plan!.Header),
            "Apply this plan?",
            "Apply plan",
            keeps: false,
            trustsPlan: false,
            cancellationToken
        );
}
