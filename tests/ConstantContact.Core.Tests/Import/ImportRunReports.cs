using System.IO;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Tests.Import;

internal static class ImportRunReports
{
    /// <summary>Writes the report of an import as the cmdlet does.</summary>
    public static WrittenReport Report(this ImportRun run, string path, ImportSummary summary)
    {
        using ReportTarget target = ReportTarget.Claim(
            path,
            input: null,
            new DataFolder(Path.Combine(Path.GetDirectoryName(path)!, "report-locks"))
        );
        RunRecord record = new()
        {
            RunId = summary.RunId ?? "none",
            Cmdlet = RunRecord.ImportCmdlet,
            BaseUri = "https://api.example.com/v3",
            StartedAt = default,
        };
        return run.Reported(summary).WriteTo(target, record, isKept: true);
    }
}
