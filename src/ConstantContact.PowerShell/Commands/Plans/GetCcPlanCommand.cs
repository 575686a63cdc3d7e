using System.Management.Automation;
using ConstantContact.Core.Plans;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Plans;

/// <summary><c>Get-CcPlan</c>: the entries of a plan, or its header. Asks nothing of the service.</summary>
[Cmdlet(VerbsCommon.Get, "CcPlan")]
[OutputType(typeof(PlanEntry), typeof(PlanHeader))]
public sealed class GetCcPlanCommand : AsyncCmdlet
{
    private string _path = "";

    /// <summary>The plan file.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PlanFileCompleter))]
    public string Path { get; set; } = null!;

    /// <summary>Returns the plan's header instead of its entries.</summary>
    [Parameter]
    public SwitchParameter Header { get; set; }

    private protected override object? ErrorTarget => Path;

    private protected override void ProcessOne()
    {
        _path = GetUnresolvedProviderPathFromPSPath(Path);
        base.ProcessOne();
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var plan = Plan.Read(_path);
        if (Header)
        {
            await output.WriteObjectAsync(plan.Header).ConfigureAwait(false);
            return;
        }

        foreach (var entry in plan.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await output.WriteObjectAsync(entry).ConfigureAwait(false);
        }
    }
}
