using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-Include, -Exclude, -Filter, -Stream, -Credential")]
[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
public sealed class GetItemCommand : ForcedPathCmdlet
{
    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            Try(path, () => WriteObject(InvokeProvider.Item.Get([path], Force, Literal), enumerateCollection: true));
        }
    }
}
