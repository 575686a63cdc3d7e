using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-PassThru")]
[Cmdlet(VerbsCommon.Pop, "Location")]
public sealed class PopLocationCommand : StandInCmdlet
{
    [Parameter]
    public string? StackName { get; set; }

    protected override void EndProcessing() => Try(StackName ?? string.Empty, () => SessionState.Path.PopLocation(StackName));
}
