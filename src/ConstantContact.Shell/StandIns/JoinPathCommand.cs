using System.Linq;
using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-Extension and -Credential")]
[Cmdlet(VerbsCommon.Join, "Path")]
[OutputType(typeof(string))]
public sealed class JoinPathCommand : StandInCmdlet
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyString]
    public string[] ChildPath { get; set; } = [];

    [Parameter(Position = 2, ValueFromRemainingArguments = true)]
    public string[] AdditionalChildPath { get; set; } = [];

    [Parameter]
    public SwitchParameter Resolve { get; set; }

    protected override void ProcessRecord()
    {
        foreach (var path in Path)
        {
            var joined = ChildPath.Concat(AdditionalChildPath).Aggregate(path, SessionState.Path.Combine);
            if (!Resolve)
            {
                WriteObject(joined);
                continue;
            }

            Try(joined, () => WriteObject(SessionState.Path.GetResolvedPSPathFromPSPath(joined).Select(p => p.Path), enumerateCollection: true));
        }
    }
}
