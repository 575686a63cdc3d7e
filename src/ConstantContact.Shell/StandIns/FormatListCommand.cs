using System.Management.Automation;
using ConstantContact.Shell.Engine;
using ConstantContact.Shell.StandIns.Support;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace ConstantContact.Shell.StandIns;

/// <summary>A shell around the engine's own formatter, so that views and all parameters are the real ones.</summary>
[StandIn(StandInAttribute.Utility)]
[Cmdlet(VerbsCommon.Format, "List")]
public sealed class FormatListCommand : OuterFormatTableAndListBase
{
    public FormatListCommand() => EngineInternals.UseShape(this, "List");
}
