using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-Include, -Exclude, -Filter, -PassThru, -Credential")]
[Cmdlet(VerbsCommon.Move, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class MoveItemCommand : ForcedPathCmdlet
{
    [Parameter(Position = 1)]
    public string Destination { get; set; } = ".";

    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            if (ShouldProcess($"Item: {path} Destination: {Destination}", "Move"))
            {
                Try(path, () => InvokeProvider.Item.Move([path], Destination, Force, Literal));
            }
        }
    }
}
