using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-Include, -Exclude, -Filter, -PassThru, -Credential")]
[Cmdlet(VerbsCommon.Set, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class SetItemCommand : ForcedPathCmdlet
{
    [Parameter(Position = 1)]
    public object? Value { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            if (ShouldProcess(path))
            {
                Try(path, () => InvokeProvider.Item.Set([path], Value, Force, Literal));
            }
        }
    }
}
