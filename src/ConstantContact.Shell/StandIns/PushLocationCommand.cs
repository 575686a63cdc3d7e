using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-PassThru")]
[Cmdlet(VerbsCommon.Push, "Location")]
public sealed class PushLocationCommand : StandInCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath")]
    public string? Path { get; set; }

    [Parameter]
    public string? StackName { get; set; }

    protected override void ProcessRecord() => Try(Path ?? ".", () =>
    {
        SessionState.Path.PushCurrentLocation(StackName);
        if (Path is not null)
        {
            SessionState.Path.SetLocation(Path);
        }
    });
}
