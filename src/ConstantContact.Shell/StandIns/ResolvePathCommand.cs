using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-Relative, -RelativeBasePath, -Credential")]
[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(PathInfo))]
public sealed class ResolvePathCommand : PathCmdlet
{
    protected override void ProcessRecord()
    {
        foreach (var path in Paths)
        {
            Try(path, () => WriteObject(SessionState.Path.GetResolvedPSPathFromPSPath(Literal ? WildcardPattern.Escape(path) : path).Select(p => p), enumerateCollection: true));
        }
    }
}
