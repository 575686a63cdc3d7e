using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.PowerShell.Completion;
using ConstantContact.PowerShell.Driving;
using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Commands.Runs;

/// <summary>
/// <c>Get-CcRun</c>: returns the recorded runs of this machine, unfinished ones first, each with the command that
/// resumes it.
/// </summary>
[Cmdlet(VerbsCommon.Get, "CcRun")]
[OutputType(typeof(RunRecord))]
public sealed class GetCcRunCommand : AsyncCmdlet
{
    private string? _reportPath;

    /// <summary>Only this run. Wildcards are accepted.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public string? RunId { get; set; }

    /// <summary>Only the run that was started last.</summary>
    [Parameter]
    public SwitchParameter Last { get; set; }

    /// <summary>
    /// Writes the report of the run again: a .csv or .jsonl file, or a folder for four files by outcome.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ReportPath { get; set; }

    private protected override object? ErrorTarget => RunId;

    private protected override void Prepare()
    {
        base.Prepare();
        if (ReportPath is not null)
        {
            _reportPath = GetUnresolvedProviderPathFromPSPath(ReportPath);
        }
    }

    private protected override async Task ProcessRecordAsync(CmdletOutput output, CancellationToken cancellationToken)
    {
        var data = DataFolder.Current;
        var pattern = new WildcardPattern(RunId ?? "*", WildcardOptions.IgnoreCase);
        var runs =
            RunId is not null && !WildcardPattern.ContainsWildcardCharacters(RunId)
                ? [RunFolder.Record(data, RunId) ?? throw RunFolder.NotFound(RunId)]
            : !Last ? RunFolder.Records(data).Where(run => pattern.IsMatch(run.RunId))
            : RunFolder.Last(data, run => pattern.IsMatch(run.RunId)) is { } last ? [last]
            : [];
        if (_reportPath is not null)
        {
            RunRecord[] found = [.. runs];
            var one = found is [{ } single]
                ? single
                : throw InvalidInputException.Value(
                    "-ReportPath",
                    null,
                    $"{found.Length} runs are meant.",
                    "Name the one run with -RunId, or give -Last."
                );
            using var target = ReportTarget.Claim(_reportPath, ImportFolder.HeaderOf(one)?.Path, data);
            if (one.IsImport)
            {
                ImportReports.Write(output, data, one, target);
            }
            else
            {
                RunReport.Write(target, one, RunFolder.Outcomes(data, one.RunId));
            }
        }

        foreach (var run in runs)
        {
            await output.WriteObjectAsync(run).ConfigureAwait(false);
        }
    }
}
