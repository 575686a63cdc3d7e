using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility)]
[Cmdlet(VerbsLifecycle.Invoke, "Expression")]
public sealed class InvokeExpressionCommand : StandInCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    public string Command { get; set; } = string.Empty;

    protected override void ProcessRecord() =>
        WriteObject(SessionState.InvokeCommand.InvokeScript(useLocalScope: false, SessionState.InvokeCommand.NewScriptBlock(Command), input: null, args: null), enumerateCollection: true);
}
