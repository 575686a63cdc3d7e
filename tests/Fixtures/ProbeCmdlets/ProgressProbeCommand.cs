using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.ProbeCmdlets;

/// <summary>Reports progress against a clock that only it moves.</summary>
[Cmdlet("Show", "Progress")]
public sealed class ProgressProbeCommand : AsyncCmdlet
{
    [Parameter(Mandatory = true)]
    public int Steps { get; set; }

    [Parameter(Mandatory = true)]
    public int StepMilliseconds { get; set; }

    [Parameter]
    public int ExpectedMilliseconds { get; set; }

    [Parameter]
    public SwitchParameter TotalKnown { get; set; }

    [Parameter]
    public SwitchParameter Fail { get; set; }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        TimeSpan clock = TimeSpan.Zero;
        TimeSpan? expected = ExpectedMilliseconds > 0 ? TimeSpan.FromMilliseconds(ExpectedMilliseconds) : null;
        using CmdletProgress progress = new(output, "Probing", expected, () => clock);
        for (int step = 1; step <= Steps; step++)
        {
            clock += TimeSpan.FromMilliseconds(StepMilliseconds);
            progress.Report($"step {step}", step, TotalKnown ? Steps : 0);
        }

        await output.WriteObjectAsync("done").ConfigureAwait(false);
        if (Fail)
        {
            throw new InvalidOperationException("after progress");
        }
    }
}
