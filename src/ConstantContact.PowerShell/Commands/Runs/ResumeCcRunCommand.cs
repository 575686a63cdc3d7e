using System.Collections;
using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Bases;
using ConstantContact.PowerShell.Binding;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Runs;

/// <summary>
/// <c>Resume-CcRun</c>: resumes a run that a timeout, Ctrl+C, a killed process or a reboot ended. Rows with a known
/// outcome are not sent again, and uncertain ones are looked up first. A run whose rows came through the pipeline needs
/// them again.
/// </summary>
[Cmdlet(VerbsLifecycle.Resume, "CcRun", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(ImportSummary))]
public sealed class ResumeCcRunCommand : ConnectedCmdlet
{
    private SteppablePipeline? _again;
    private string? _reportPath;
    private RunRecord? _plan;

    /// <summary>The rows of the run in the same order, if they came through the pipeline.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    /// <summary>The id that <c>Get-CcRun</c> and the messages of the run show.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string RunId { get; set; } = null!;

    /// <summary>The path of the report. The default is that of the original command.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    /// <summary>Reads the lists at the end. The default is that of the original command.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <summary>The location of the proof of consent, for a run that requires it and was recorded without it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConsentReference { get; set; }

    /// <summary>Sends the remaining rows and does not wait for the service.</summary>
    [Parameter]
    public SwitchParameter NoWait { get; set; }

    /// <summary>How long to wait for the service after the last chunk. The default is 60.</summary>
    [Parameter]
    [ValidateRange(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 60;

    private protected override object? ErrorTarget => RunId;

    private protected override void Prepare()
    {
        base.Prepare();
        _reportPath = ReportPath is null ? null : GetUnresolvedProviderPathFromPSPath(ReportPath);
        _plan = RunSetup.Plan(this, Account, _reportPath) with { Cmdlet = RunRecord.ImportCmdlet };
    }

    private protected override void BeginRun()
    {
        // It is not bound by property name yet. The pipeline then contains runs and not the rows of a run.
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(RunId)))
        {
            return;
        }

        var run = RunFolder.Record(DataFolder.Current, RunId) ?? throw RunFolder.NotFound(RunId);
        if (run.IsImport)
        {
            if (MyInvocation.ExpectingInput)
            {
                throw InvalidInputException.Value(
                    "Input",
                    null,
                    $"the import '{RunId}' keeps its rows, and takes none.",
                    run.NeedsRows
                        ? $"To send the rows that were not read, give all rows again: {run.Command}"
                        : $"Give its id alone: {run.Command}"
                );
            }

            return;
        }

        if (run.Unrecorded.Count > 0 || (run.NeedsRows && !MyInvocation.ExpectingInput))
        {
            throw NeedsInput(run);
        }

        var parameters = RunSetup.Parameters(run);
        if (!parameters.ContainsKey("RunId"))
        {
            parameters["RunId"] = RunId;
        }

        parameters["Connection"] = Account;
        if ((_reportPath ?? run.ReportPath) is { } reportPath)
        {
            parameters["ReportPath"] = reportPath;
        }

        foreach (
            var common in new[] { "WhatIf", "Confirm", "Verbose", "ErrorAction", "WarningAction" }.Where(
                MyInvocation.BoundParameters.ContainsKey
            )
        )
        {
            parameters[common] = MyInvocation.BoundParameters[common];
        }

        _again = ScriptBlock
            .Create("param($command, $parameters) & $command @parameters")
            .GetSteppablePipeline(
                CommandOrigin.Internal,
                [$"{MyInvocation.MyCommand.ModuleName}\\{run.Cmdlet}", parameters]
            );
        _again.Begin(this);
    }

    private protected override void ProcessOne()
    {
        if (_again is null)
        {
            base.ProcessOne();
        }
        else
        {
            _again.Process(InputObject);
        }
    }

    private protected override void EndRun() => _again?.End();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _again?.Dispose();
        }

        base.Dispose(disposing);
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        if (RunFolder.Record(DataFolder.Current, RunId) is { IsImport: false } other)
        {
            throw NeedsInput(other);
        }

        var folder = ImportFolder.Find(DataFolder.Current, RunId, Account.Time, _plan);
        try
        {
            var started = folder.Header ?? throw RunFolder.NotFound(RunId);
            var reportPath = _reportPath ?? folder.Current.ReportPath;
            using var report =
                reportPath is null || OnlyShows
                    ? null
                    : ReportTarget.Claim(reportPath, started.Path, DataFolder.Current);
            using var file = started.Path is null
                ? null
                : InputFile.Open(started.Path, started.Encoding, started.Delimiter);
            using var spool = started.Path is null ? folder.OpenSpool() : null;

            var options = ImportOptions.FromJson(started.Options) with
            {
                Wait = !NoWait,
                Timeout = TimeSpan.FromMinutes(TimeoutMinutes),
                ConsentReference = ConsentReference ?? started.ConsentReference,
            };

            // The current properties of the input, for comparison with the original ones.
            var header = started with
            {
                Length = file?.Length ?? 0,
                Written = file?.Written ?? default,
                Options = options.ToJson(),
            };
            var import = new BulkImport(output, Account, folder)
            {
                Options = options,
                ShowsChunks = OnlyShows || MayAsk,
                Report = report,
                Verify = (Verify || started.Verify) && !NoWait,
                FinalNote = note => FinalNote = note,
            };
            IRowSource rows = file is null ? spool! : file;
            await (
                started.IsStream
                    ? import.StreamAsync(RowStream.Of(rows), header, cancellationToken)
                    : import.RunAsync(rows, header, cancellationToken)
            ).ConfigureAwait(false);
        }
        finally
        {
            folder.Close();
        }
    }

    private static InvalidInputException NeedsInput(RunRecord run) =>
        new(
            "CcRunNeedsInput",
            $"The run '{run.RunId}' cannot go on by its id alone: its input is not kept.",
            $"Give the same input again: {run.Command}. What is done is not sent again."
        );
}
