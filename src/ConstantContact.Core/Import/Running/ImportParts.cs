using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>The parts of one import that its steps share.</summary>
internal sealed class ImportParts
{
    /// <param name="service">The account.</param>
    /// <param name="options">What to do.</param>
    /// <param name="time">The clock.</param>
    /// <param name="folder">Where the run keeps what a later process needs. Null: nowhere.</param>
    /// <param name="journal">The history of the chunks.</param>
    /// <exception cref="Errors.InvalidInputException">The options are impossible.</exception>
    public ImportParts(
        IImportService service,
        ImportOptions options,
        TimeProvider time,
        ImportFolder? folder,
        ImportJournal journal
    )
    {
        options.ThrowIfImpossible();
        Service = service;
        Options = options;
        Time = time;
        Folder = folder;
        Journal = journal;
        Plans = new ImportPlans(options);
        Gate = new RowGate(
            options,
            new ImportEnvelope(options.DistinctLists, options.SmsPermission),
            RunId ?? Guid.NewGuid().ToString("N").Substring(0, 12)
        );
        Rows = new ImportRows(options, Plans, Gate);
    }

    public IImportService Service { get; }

    public ImportOptions Options { get; }

    public TimeProvider Time { get; }

    public ImportFolder? Folder { get; }

    public ImportJournal Journal { get; }

    public ImportPlans Plans { get; }

    public RowGate Gate { get; }

    public ImportRows Rows { get; }

    public string? RunId => Folder?.RunId;

    /// <summary>The command that continues the run. Null if the run cannot be continued.</summary>
    public string? ResumeCommand =>
        Folder is { Header: not null } folder ? RunRecord.ResumeCommand(folder.RunId) : null;

    /// <summary>Receives the progress of all steps.</summary>
    public Action<ImportProgress>? Progress { get; set; }

    /// <summary>The decisions of an earlier process about the rows that it sent.</summary>
    public byte[] KnownMarks() => Journal.SentThrough > 0 && Folder is not null ? Folder.LoadMarks() : [];

    /// <summary>Rows from the pipeline may bring new columns at any time.</summary>
    public Task NameFieldsAsync(IReadOnlyList<string> headings, CancellationToken cancellationToken) =>
        Plans.LearnAsync(headings, Service, cancellationToken);

    public void Tell(ImportPhase phase, long done, long total = 0, int chunk = 0) =>
        Progress?.Invoke(new ImportProgress(phase, done, total, chunk));
}
