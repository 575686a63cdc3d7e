using System.Management.Automation;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>What "Yes to All" and "No to All" meant, for as long as one run lasts.</summary>
internal sealed class PromptMemory
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>On the pipeline thread.</summary>
    internal bool Ask(Cmdlet cmdlet, string question, string caption) =>
        cmdlet.ShouldContinue(question, caption, ref _yesToAll, ref _noToAll);
}
