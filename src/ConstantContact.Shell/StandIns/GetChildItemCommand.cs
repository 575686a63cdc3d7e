using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-Depth, -Exclude, -Attributes, -Hidden and the like, -FollowSymlink")]
[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItemCommand : StandInCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "Path")]
    [SupportsWildcards]
    public string[] Path { get; set; } = ["."];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = "LiteralPath")]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    [Parameter(Position = 1)]
    public string? Filter { get; set; }

    [Parameter]
    public string[]? Include { get; set; }

    [Parameter]
    [Alias("s")]
    public SwitchParameter Recurse { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    [Parameter]
    public SwitchParameter Name { get; set; }

    [Parameter]
    [Alias("ad")]
    public SwitchParameter Directory { get; set; }

    [Parameter]
    [Alias("af")]
    public SwitchParameter File { get; set; }

    protected override void ProcessRecord()
    {
        var patterns = (Include ?? []).Append(Filter).Where(p => !string.IsNullOrEmpty(p)).Select(p => new WildcardPattern(p, WildcardOptions.IgnoreCase)).ToList();
        foreach (var path in LiteralPath ?? Path)
        {
            Try(path, () =>
            {
                foreach (var item in InvokeProvider.ChildItem.Get([path], Recurse, Force, LiteralPath is not null))
                {
                    Emit(item, patterns);
                }
            });
        }
    }

    private void Emit(PSObject item, List<WildcardPattern> patterns)
    {
        var name = item.Properties["PSChildName"]?.Value as string ?? string.Empty;
        var container = item.Properties["PSIsContainer"]?.Value is true;
        if ((Directory && !container) || (File && container) || (patterns.Count > 0 && !patterns.Exists(p => p.IsMatch(name))))
        {
            return;
        }

        WriteObject(Name ? name : item);
    }
}
