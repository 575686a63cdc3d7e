using System.IO;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Storage;

namespace ConstantContact.Core.Tests.Import;

/// <summary>Imports that send chunks while the input is still being read.</summary>
public abstract class ImportStreamLab : ImportLab, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected ImportStreamLab() => Data = new DataFolder(Home);

    private protected string Home => _folder.Path;

    private protected DataFolder Data { get; set; }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _folder.Dispose();

    private protected static ImportOptions Options(
        ImportInvalid onInvalid = ImportInvalid.Stop,
        ImportDuplicates duplicates = ImportDuplicates.Error,
        int maxRows = 2
    ) =>
        new()
        {
            ListIds = ["list-1"],
            OnInvalid = onInvalid,
            Duplicates = duplicates,
            MaxRows = maxRows,
            Stream = true,
        };

    private protected static ImportHeader Header() =>
        new()
        {
            Lists = ["News"],
            Options = Options().ToJson(),
            InputEnded = false,
        };

    private protected static InputRow[] Rows(params string[] names) =>
        [
            .. names.Select(
                (name, at) =>
                    new InputRow(
                        at + 1,
                        null,
                        Headings,
                        (string?[])[name.Length == 0 ? "" : name + "@example.com", "X"]
                    )
            ),
        ];

    private protected static RowSpool NewSpool() => new(new MemoryStream());

    private protected static async IAsyncEnumerable<InputRow> Arriving(IEnumerable<InputRow> rows, Action? step = null)
    {
        foreach (InputRow row in rows)
        {
            await Task.Yield();
            step?.Invoke();
            yield return row;
        }
    }

    private protected Task<ImportSummary> StreamAsync(
        ImportRun run,
        RowSpool spool,
        IEnumerable<InputRow> rows,
        Func<ImportChunkForecast, Task<ChunkAnswer>>? ask = null,
        Action? step = null
    ) => Clock.DriveAsync(run.StreamAsync(RowStream.Of(spool, Arriving(rows, step), "r"), ask, CancellationToken.None));

    private protected async Task<ImportSummary> RunAsync(
        InputRow[] rows,
        ImportInvalid onInvalid = ImportInvalid.Skip,
        Action? step = null
    )
    {
        using ImportFolder folder = ImportFolder.Open(Data, "r", Clock);
        using RowSpool spool = folder.ContinueSpool(onlyLook: false);
        using var run = new ImportRun(
            Service,
            Options(onInvalid, onInvalid == ImportInvalid.Skip ? ImportDuplicates.First : ImportDuplicates.Error),
            Clock,
            folder
        )
        {
            Header = Header(),
        };
        return await StreamAsync(run, spool, rows, step: step);
    }
}
