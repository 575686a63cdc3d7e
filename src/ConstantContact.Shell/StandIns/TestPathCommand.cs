using System;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-Include, -Exclude, -Filter, -NewerThan, -OlderThan, -Credential")]
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : PathCmdlet
{
    [Parameter]
    [Alias("Type")]
    [ValidateSet("Any", "Container", "Leaf")]
    public string PathType { get; set; } = "Any";

    [Parameter]
    public SwitchParameter IsValid { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            WriteObject(IsValid ? SessionState.Path.IsValid(path) : Is(path));
        }
    }

    private bool Is(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            return false;
        }

        try
        {
            return InvokeProvider.Item.Exists(path, force: false, Literal)
                && (PathType == "Any" || InvokeProvider.Item.IsContainer(Literal ? WildcardPattern.Escape(path) : path) == (PathType == "Container"));
        }
        catch (Exception problem) when (problem is DriveNotFoundException or ProviderNotFoundException or ItemNotFoundException)
        {
            return false;
        }
    }
}
