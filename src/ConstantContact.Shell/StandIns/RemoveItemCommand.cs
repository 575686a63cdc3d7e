using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-Include, -Exclude, -Filter, -Stream, -Credential; the question before a full folder is removed (it is an error without -Recurse)")]
[Cmdlet(VerbsCommon.Remove, "Item", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class RemoveItemCommand : ForcedPathCmdlet
{
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            Try(path, () =>
            {
                foreach (var item in InvokeProvider.Item.Get([path], Force, Literal))
                {
                    Remove((string)item.Properties["PSPath"].Value, item);
                }
            });
        }
    }

    private void Remove(string path, PSObject item)
    {
        if (!ShouldProcess(item.ToString(format: null, System.Globalization.CultureInfo.InvariantCulture), "Remove Item"))
        {
            return;
        }

        if (!Recurse && InvokeProvider.Item.IsContainer(WildcardPattern.Escape(path)) && InvokeProvider.ChildItem.HasChild(path, force: true, literalPath: true))
        {
            throw new System.IO.IOException($"'{item}' is not empty: use -Recurse to remove it with all that is in it.");
        }

        InvokeProvider.Item.Remove([path], Recurse, Force, literalPath: true);
    }
}
