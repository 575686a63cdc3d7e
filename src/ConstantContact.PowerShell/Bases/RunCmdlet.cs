using System.Management.Automation;
using ConstantContact.Core.Runs;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A cmdlet whose work is a run of rows: it has a record, can be continued under its id, and can write a report.
/// </summary>
public abstract class RunCmdlet : ConnectedCmdlet
{
    private OpenRun? _run;

    private protected RunCmdlet() { }

    /// <summary>
    /// The place of the report of all rows: a .csv or .jsonl file, or a folder for four files by outcome.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public virtual string? ReportPath { get; set; }

    /// <summary>
    /// The name of the run; made from the time unless given. The same command with the same name continues the run.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public virtual string? RunId { get; set; }

    /// <summary>Available after <see cref="StartRun()"/>.</summary>
    private protected OpenRun Run => _run ?? throw new InvalidOperationException("The run is not open yet.");

    /// <summary>
    /// Opens the run. Derived classes call this at the end of <c>Prepare</c>, when their parameters are checked.
    /// </summary>
    private protected void StartRun() => StartRun(RunId, IsWhatIf);

    /// <summary>Opens a run whose name is not simply that of <see cref="RunId"/>.</summary>
    /// <param name="runId">The name; null to make one from the time.</param>
    /// <param name="isPreview">Nothing is recorded.</param>
    /// <param name="recorded">What <c>Resume-CcRun</c> needs besides the given parameters.</param>
    private protected void StartRun(
        string? runId,
        bool isPreview,
        IReadOnlyDictionary<string, string>? recorded = null
    ) =>
        _run = RunSetup.Open(
            this,
            Account,
            runId,
            ReportPath is null ? null : GetUnresolvedProviderPathFromPSPath(ReportPath),
            isPreview,
            recorded
        );

    /// <summary>Lets go of the run before the end of the cmdlet, for one that has a run for each record.</summary>
    private protected void CloseRun()
    {
        _run?.Dispose();
        _run = null;
    }

    /// <summary>Ends the run: its record, its report, and the line for a user who stops it.</summary>
    private protected RunClosing Closing(CmdletOutput output) => new(output, Run, note => FinalNote = note);

    protected override void Dispose(bool disposing)
    {
        // Derived classes end their workers first.
        base.Dispose(disposing);
        if (disposing)
        {
            CloseRun();
        }
    }
}
