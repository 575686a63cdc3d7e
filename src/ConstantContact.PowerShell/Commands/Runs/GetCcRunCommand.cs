using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
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
        var isOne = RunId is not null && !WildcardPattern.ContainsWildcardCharacters(RunId);
        IEnumerable<RunRecord> runs = !isOne
            ? RunFolder.Records(data)
            : RunFolder.Record(data, RunId!) is { } named ? [named]
            : [];
        if (RunId is not null)
        {
            var pattern = new WildcardPattern(RunId, WildcardOptions.IgnoreCase);
            runs = runs.Where(r => pattern.IsMatch(r.RunId));
        }

        RunRecord[] found = Last ? [.. runs.OrderByDescending(static r => r.StartedAt).Take(1)] : [.. runs];
        if (found.Length == 0 && isOne)
        {
            throw RunFolder.NotFound(RunId!);
        }

        if (_reportPath is not null)
        {
            var one = found is [{ } single]
                ? single
                : throw InvalidInputException.Value(
                    "-ReportPath",
                    null,
                    $"{found.Length} runs are meant.",
                    "Name the one run with -RunId, or give -Last.");
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

        foreach (var run in found)
        {
            await output.WriteObjectAsync(run).ConfigureAwait(false);
        }
    }
}
