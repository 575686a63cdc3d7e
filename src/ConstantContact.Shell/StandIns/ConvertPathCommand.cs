using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management)]
[Cmdlet(VerbsData.Convert, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(string))]
public sealed class ConvertPathCommand : PathCmdlet
{
    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            Try(path, () => WriteObject(SessionState.Path.GetResolvedProviderPathFromPSPath(Literal ? WildcardPattern.Escape(path) : path, out _), enumerateCollection: true));
        }
    }
}
