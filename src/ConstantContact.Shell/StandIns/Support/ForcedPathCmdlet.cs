using System.Management.Automation;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>A cmdlet on items that takes -Force.</summary>
public abstract class ForcedPathCmdlet : PathCmdlet
{
    [Parameter]
    public SwitchParameter Force { get; set; }
}
