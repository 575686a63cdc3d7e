using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.ProbeCmdlets;

/// <summary>Asks before it acts.</summary>
[Cmdlet("Clear", "Probe", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class AskProbeCommand : AsyncCmdlet
{
    private readonly PromptMemory _memory = new();

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public string InputObject { get; set; } = "";

    [Parameter]
    public SwitchParameter Continue { get; set; }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        (bool go, ShouldProcessReason reason) = await output
            .ShouldProcessAsync($"Clear {InputObject}\nwith a second line", $"Clear {InputObject}?", "Clearing")
            .ConfigureAwait(false);
        bool further =
            Continue
            && await output.ShouldContinueAsync($"Really {InputObject}?", "Clearing", _memory).ConfigureAwait(false);
        await output
            .WriteObjectAsync($"{InputObject}: {go} {reason} {further} prompts={MayAsk} whatif={OnlyShows}")
            .ConfigureAwait(false);
    }
}
