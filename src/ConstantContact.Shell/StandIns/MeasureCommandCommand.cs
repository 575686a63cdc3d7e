using System;
using System.Diagnostics;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Utility, Lacks = "-InputObject")]
[Cmdlet(VerbsDiagnostic.Measure, "Command")]
[OutputType(typeof(TimeSpan))]
public sealed class MeasureCommandCommand : StandInCmdlet
{
    [Parameter(Mandatory = true, Position = 0)]
    public ScriptBlock Expression { get; set; } = null!;

    protected override void EndProcessing()
    {
        var watch = Stopwatch.StartNew();
        SessionState.InvokeCommand.InvokeScript(useLocalScope: false, Expression, input: null, args: null);
        WriteObject(watch.Elapsed);
    }
}
