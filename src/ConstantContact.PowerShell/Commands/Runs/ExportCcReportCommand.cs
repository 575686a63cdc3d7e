using System.IO;
using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Runs.Review;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Runs;

/// <summary><c>Export-CcReport</c>: makes one HTML page of a run or a plan, for people.</summary>
[Cmdlet(
    VerbsData.Export,
    "CcReport",
    SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.Low,
    DefaultParameterSetName = ByRun
)]
[OutputType(typeof(FileInfo))]
public sealed class ExportCcReportCommand : AsyncCmdlet
{
    private const string ByRun = "Run";
    private const string ByPlan = "Plan";

    private string _path = null!;
    private string? _planPath;
    private bool _isWritten;

    /// <summary>The page to write; it ends in .html.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = null!;

    /// <summary>The run that the page shows.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = ByRun)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string RunId { get; set; } = null!;

    /// <summary>The plan file that the page shows.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByPlan)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PlanFileCompleter))]
    public string Plan { get; set; } = null!;

    /// <summary>Overwrites the file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => RunId ?? Plan ?? Path;

    private protected override void Prepare()
    {
        base.Prepare();
        _path = GetUnresolvedProviderPathFromPSPath(Path);
    }

    private protected override void ProcessOne()
    {
        _planPath = Plan is null ? null : GetUnresolvedProviderPathFromPSPath(Plan);
        base.ProcessOne();
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (_isWritten)
        {
            throw InvalidInputException.Value(
                "-Path",
                Path,
                "the page shows another run or plan already.",
                "Make a page for each: give each its own -Path."
            );
        }

        var data = DataFolder.Current;
        var now = TimeProvider.System.GetUtcNow();
        var page = _planPath is null
            ? OfRun(output, data, now)
            : PlanReview.Of(Core.Plans.Plan.Read(_planPath), _planPath, now);
        if (
            !await output
                .ShouldProcessAsync(
                    _path,
                    $"Write the page of the {(_planPath is null ? $"run {RunId}" : $"plan {_planPath}")}"
                )
                .ConfigureAwait(false)
        )
        {
            return;
        }

        _isWritten = true;
        using (var target = ReportTarget.ClaimPage(_path, _planPath, data, Force))
        {
            ReviewWriter.Write(target, page);
        }

        if (PassThru)
        {
            await output.WriteObjectAsync(new FileInfo(_path)).ConfigureAwait(false);
        }
    }

    private ReviewPage OfRun(CmdletOutput output, DataFolder data, DateTimeOffset now)
    {
        var run = RunFolder.Record(data, RunId) ?? throw RunFolder.NotFound(RunId);
        return RunReview.Of(
            run,
            () => run.IsImport ? ImportReports.Rows(output, data, run) : RunFolder.Outcomes(data, RunId),
            now
        );
    }
}
