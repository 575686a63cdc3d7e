using System;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-StackName, and - and + for the history of locations")]
[Cmdlet(VerbsCommon.Set, "Location")]
[OutputType(typeof(PathInfo))]
public sealed class SetLocationCommand : StandInCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath")]
    public string Path { get; set; } = "~";

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void ProcessRecord() => Try(Path, () =>
    {
        var location = SessionState.Path.SetLocation(Path);
        if (PassThru)
        {
            WriteObject(location);
        }
    });
}
