using System.Management.Automation;
using ConstantContact.Shell.StandIns.Support;

namespace ConstantContact.Shell.StandIns;

[StandIn(StandInAttribute.Management, Lacks = "-AsByteStream, -PassThru, wildcards; providers other than the file system; it writes at the end of the input")]
[Cmdlet(VerbsCommon.Add, "Content", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class AddContentCommand : ContentWriterCmdlet
{
    private protected override bool Append => true;
}
