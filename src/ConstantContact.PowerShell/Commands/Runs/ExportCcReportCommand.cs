using System.IO;
using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Runs.Review;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Runs;

/// <summary><c>Export-CcReport</c>: makes one HTML page of a run, for people.</summary>
[Cmdlet(VerbsData.Export, "CcReport", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(FileInfo))]
public sealed class ExportCcReportCommand : AsyncCmdlet
{
    private string _path = null!;
    private bool _isWritten;

    /// <summary>The page to write; it ends in .html.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The run that the page shows.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string RunId { get; set; } = null!;

    /// <summary>Overwrites the file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => RunId ?? Path;

    private protected override void Prepare()
    {
        base.Prepare();
        _path = GetUnresolvedProviderPathFromPSPath(Path);
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (_isWritten)
        {
            throw InvalidInputException.Value("-RunId", RunId, "the page shows another run already.", "Make a page for each run: give each its own -Path.");
        }

        DataFolder data = DataFolder.Current;
        RunRecord run = RunFolder.Record(data, RunId) ?? throw RunFolder.NotFound(RunId);
        ReviewPage page = RunReview.Of(
            run,
            () => run.IsImport ? ImportReports.Rows(output, data, run) : RunFolder.Outcomes(data, RunId),
            TimeProvider.System.GetUtcNow());
        if (!await output.ShouldProcessAsync(_path, $"Write the page of the run {RunId}").ConfigureAwait(false))
        {
            return;
        }

        _isWritten = true;
        using (ReportTarget target = ReportTarget.ClaimPage(_path, input: null, data, Force))
        {
            ReviewWriter.Write(target, page);
        }

        if (PassThru)
        {
            await output.WriteObjectAsync(new FileInfo(_path)).ConfigureAwait(false);
        }
    }
}
