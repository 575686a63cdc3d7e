using System.Management.Automation;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>Remembers "Yes to All" and "No to All" for one run.</summary>
internal sealed class PromptMemory
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>Call on the pipeline thread.</summary>
    internal bool Ask(Cmdlet cmdlet, string question, string caption) =>
        cmdlet.ShouldContinue(question, caption, ref _yesToAll, ref _noToAll);
}
