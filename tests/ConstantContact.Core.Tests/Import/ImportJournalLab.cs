using System.IO;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Tests.Import;

/// <summary>Imports in chunks of two rows, with a journal or a folder.</summary>
public abstract class ImportJournalLab : ImportLab, IDisposable
{
    private protected string Home { get; } =
        Path.Combine(Path.GetTempPath(), "cc-resume-" + Guid.NewGuid().ToString("N"));

    public void Dispose()
    {
        if (Directory.Exists(Home))
        {
            Directory.Delete(Home, recursive: true);
        }
    }

    private protected Task<ImportSummary> RunAsync(
        IJournalFile journal,
        int rows,
        FakeImportService? service = null,
        ImportFormat format = ImportFormat.Auto
    ) =>
        RunAsync(
            new ImportRun(
                service ?? Service,
                new ImportOptions
                {
                    ListIds = ["list-1"],
                    MaxRows = 2,
                    Format = format,
                },
                Clock,
                null,
                new ImportJournal(journal, Clock)
            ),
            rows
        );

    private protected Task<ImportSummary> RunAsync(ImportFolder folder, int rows) =>
        RunAsync(
            new ImportRun(
                Service,
                new ImportOptions
                {
                    ListIds = ["list-1"],
                    MaxRows = 2,
                    Timeout = TimeSpan.FromMinutes(5),
                },
                Clock,
                folder
            ),
            rows
        );

    private async Task<ImportSummary> RunAsync(ImportRun run, int count)
    {
        using var one = run;
        using var rows = new RowSpool(new MemoryStream());
        for (var i = 1; i <= count; i++)
        {
            rows.Add(new InputRow(i, null, Headings, (string?[])[$"p{i}@example.com", "X"]));
        }

        await run.PrepareAsync(rows, CancellationToken.None);
        return await Clock.DriveAsync(run.SendAsync(CancellationToken.None));
    }
}
