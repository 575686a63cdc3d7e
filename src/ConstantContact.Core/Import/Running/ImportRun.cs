using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// One import. Either all rows are seen before the first is sent: <see cref="PrepareAsync"/>, then
/// <see cref="ForecastAsync"/> or <see cref="SendAsync"/> or <see cref="Decline"/>; or <see cref="StreamAsync"/> does
/// it all in one pass. With a folder the run keeps a journal, and a later process goes on where this one ended. Not for
/// concurrent use.
/// </summary>
public sealed class ImportRun : IDisposable
{
    private const string NothingSent = "run the same command again; nothing was sent.";

    private readonly ImportParts _parts;
    private readonly HeldContacts _held;
    private readonly ImportAccount _account;
    private RowStream? _input;

    /// <param name="service">The account.</param>
    /// <param name="options">What to do.</param>
    /// <param name="time">The clock.</param>
    /// <param name="folder">Where the run keeps its journal; it stays the caller's. Null: the run cannot be
    /// resumed.</param>
    /// <exception cref="InvalidInputException">No list, or more than 50; an SMS permission that does not
    /// exist.</exception>
    public ImportRun(IImportService service, ImportOptions options, TimeProvider time, ImportFolder? folder = null)
        : this(service, options, time, folder, folder?.Journal ?? new ImportJournal(new MemoryJournal(), time)) { }

    internal ImportRun(
        IImportService service,
        ImportOptions options,
        TimeProvider time,
        ImportFolder? folder,
        ImportJournal journal
    )
    {
        _parts = new ImportParts(service, options, time, folder, journal);
        _held = new HeldContacts(_parts);
        _account = new ImportAccount(_parts, _held);
    }

    /// <summary>Told where the run stands, from whatever thread it is on; must return at once.</summary>
    public Action<ImportProgress>? Progress
    {
        get => _parts.Progress;
        init => _parts.Progress = value;
    }

    /// <summary>Of a stream: told the invalid row that ended the sending, at once.</summary>
    public Action<RowFailure>? Stopped { get; init; }

    /// <summary>
    /// Of a stream: what the run is to do, written down before its first chunk leaves, as far as it is new.
    /// </summary>
    public ImportHeader? Header { get; init; }

    /// <summary>
    /// Records what each chunk is about to change. Null: nothing is recorded, and the import cannot be undone.
    /// </summary>
    public IImportRecorder? Recorder { get; init; }

    /// <summary>False: rows may be left that were not read, so that the account is one of those that were.</summary>
    public bool InputEnded => _account.Sending is not { IsStream: true, InputEnded: false };

    /// <summary>The first thousand of the invalid rows.</summary>
    public IReadOnlyList<RowFailure> Failures => Rows.Failures;

    /// <summary>Rows that are invalid.</summary>
    public long Invalid => Rows.Failed;

    /// <summary>False where invalid rows forbid sending, or nothing is left to send.</summary>
    public bool MaySend => Rows.MaySend;

    public long RowsIn => Rows.Count;

    internal ImportRows Rows => _parts.Rows;

    /// <summary>
    /// Refuses headings at once that would be refused in <see cref="PrepareAsync"/>, before a million rows were read.
    /// </summary>
    /// <exception cref="InvalidInputException">An unknown, double or missing column.</exception>
    public static ColumnPlan Check(
        IReadOnlyList<string> headings,
        IReadOnlyDictionary<string, string>? columnMap,
        bool ignoreUnknown,
        ImportFormat format
    ) => ImportPlans.Make(headings, columnMap, ignoreUnknown, format == ImportFormat.Csv);

    /// <summary>
    /// Reads all rows once and finds what is invalid or double. Where rows may be sent, asks for the custom fields'
    /// names and for the contacts that are to be held back.
    /// </summary>
    /// <exception cref="CcException">Columns, the file or a custom field's name cannot be used; or the account cannot
    /// be asked.</exception>
    public async Task PrepareAsync(IRowSource rows, CancellationToken cancellationToken)
    {
        await JudgeAsync(rows, cancellationToken).ConfigureAwait(false);
        ThrowIfDamaged();
        if (!MaySend)
        {
            return;
        }

        try
        {
            await RefreshHeldAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (QuotaExceededException quota)
        {
            throw quota.WithUndone(Rows.Count - Rows.Failed, NothingSent);
        }
    }

    /// <summary>
    /// Reads again which contacts are held back, after a question that may have stood for any time. Rows of contacts
    /// that have left since are held back as well.
    /// </summary>
    /// <exception cref="CcException">The account cannot be asked; nothing was sent.</exception>
    public async Task RefreshConsentAsync(CancellationToken cancellationToken)
    {
        _held.Expire();
        await RefreshHeldAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Writes the chunks as <see cref="SendAsync"/> would, and sends none. After <see cref="PrepareAsync"/>.
    /// </summary>
    public async Task<ImportForecast> ForecastAsync(CancellationToken cancellationToken)
    {
        var chunks = new List<ImportChunkForecast>();
        if (MaySend)
        {
            using var pass = new ImportPass(_parts.Options, _parts.Gate, Rows, _parts.Journal.LastNumber + 1)
            {
                SentBefore = _parts.Journal.SentThrough,
                Held = _held,
                Tell = done => _parts.Tell(ImportPhase.Sending, done, 0, _parts.Journal.LastNumber),
                Deliver = (chunk, _, _) =>
                {
                    chunks.Add(new ImportChunkForecast(chunk));
                    chunk.Dispose();
                    return Task.FromResult(true);
                },
            };
            await pass.RunAsync(_input!, cancellationToken).ConfigureAwait(false);
        }

        return ForecastOf(chunks);
    }

    /// <summary>The summary of a run that sends nothing: refused rows, a preview, a no.</summary>
    public ImportSummary Decline() => _account.Summarize(endedBy: null);

    /// <summary>
    /// Sends the chunks one after the other and waits for their activities; while one is on its way the next is
    /// written. After <see cref="PrepareAsync"/>. An error from here on ends the sending, and
    /// <see cref="ImportSummary.ToException"/> reports it, because rows are on their way and have to be accounted for.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped; what was sent goes on in the service.</exception>
    public async Task<ImportSummary> SendAsync(CancellationToken cancellationToken) =>
        MaySend
            ? await RunAsync(NewSending(_input!, ask: null, isStream: false), cancellationToken).ConfigureAwait(false)
            : Decline();

    /// <summary>
    /// All in one pass: sends the chunks as they fill, and waits for their activities when the input has ended.
    /// Duplicates are found among the rows before, of which the first counts; a row that is invalid ends the sending
    /// where it is found, unless it is to be skipped. Who is to be held back is read before the first chunk, and again
    /// where that was long ago. Instead of <see cref="PrepareAsync"/> and <see cref="SendAsync"/>.
    /// </summary>
    /// <param name="rows">The input. It is read to its end, whatever happens.</param>
    /// <param name="ask">Asked about each chunk before it leaves, if given.</param>
    /// <param name="cancellationToken">Ends it; what was sent goes on in the service.</param>
    /// <exception cref="CcException">The input cannot be used, and nothing was sent.</exception>
    public async Task<ImportSummary> StreamAsync(
        RowStream rows,
        Func<ImportChunkForecast, Task<ChunkAnswer>>? ask,
        CancellationToken cancellationToken
    )
    {
        Rows.Begin(rows.Source);
        return await RunAsync(NewSending(rows, ask, isStream: true), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The chunks that <see cref="StreamAsync"/> was not allowed to send.</summary>
    public ImportForecast Streamed() => ForecastOf(_account.Sending?.Asked ?? []);

    /// <summary>
    /// Reads the lists that the rows were to go to and names the rows whose contacts are not there. After
    /// <see cref="SendAsync"/>; one request for each 500 members of each list.
    /// </summary>
    public async Task<ImportVerification> VerifyAsync(CancellationToken cancellationToken) =>
        await ImportVerification
            .MakeAsync(
                _parts.Service,
                Rows,
                _parts.Journal.Chunks,
                _parts.Options.DistinctLists,
                done => _parts.Tell(ImportPhase.Verifying, done),
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <summary>
    /// The account of a run that the user stopped. Rows that are not sent stay so until the run is continued.
    /// </summary>
    public ImportSummary Stop()
    {
        _account.IsStopped = true;
        return _account.Summarize(endedBy: null);
    }

    /// <summary>The outcome of every row that was read, with the columns of the input.</summary>
    public ReportedRows Reported(ImportSummary summary) => new(Rows.Source, _parts.Options, Verdicts(summary));

    internal IEnumerable<RowVerdict> Verdicts(ImportSummary summary) => _account.Verdicts(summary);

    public void Dispose() => _account.Sending?.Dispose();

    private async Task JudgeAsync(IRowSource rows, CancellationToken cancellationToken)
    {
        _input = RowStream.Of(rows);
        Rows.Begin(rows);
        var sentBefore = _parts.Journal.SentThrough;
        using var pass = new ImportPass(_parts.Options, _parts.Gate, Rows, 1)
        {
            SentBefore = sentBefore,
            Known = _parts.KnownMarks(),
            NameFields = _parts.NameFieldsAsync,
            Tell = done => _parts.Tell(ImportPhase.Validating, done),
        };
        try
        {
            await pass.RunAsync(_input, cancellationToken).ConfigureAwait(false);
        }
        catch (QuotaExceededException quota)
        {
            throw quota.WithUndone(Rows.Count, NothingSent);
        }

        foreach (var _ in Rows.LookAgain(sentBefore, cancellationToken))
        {
            // Each is kept with the others.
        }
    }

    private void ThrowIfDamaged()
    {
        if (_parts.Options.OnDamage == ImportDamage.Stop && Rows.Damage is { Count: > 0 } damage)
        {
            throw new InvalidInputException(
                "CcDamagedInput",
                "Nothing was sent, as -OnDamage Stop says. " + string.Join(" ", damage),
                "Correct the values at their source. If they are meant as they are: -OnDamage Warn sends them."
            );
        }
    }

    private async Task RefreshHeldAsync(CancellationToken cancellationToken)
    {
        var sentBefore = _parts.Journal.SentThrough;
        if (sentBefore < Rows.Count)
        {
            await _held.RefreshAsync(sentBefore, checksAge: true, cancellationToken).ConfigureAwait(false);
        }
    }

    private ImportSending NewSending(
        RowStream input,
        Func<ImportChunkForecast, Task<ChunkAnswer>>? ask,
        bool isStream
    ) =>
        new(_parts, _held, input)
        {
            IsStream = isStream,
            Header = Header,
            Ask = ask,
            Recorder = Recorder,
            Stopped = Stopped,
        };

    private async Task<ImportSummary> RunAsync(ImportSending sending, CancellationToken cancellationToken)
    {
        _account.Sending = sending;
        return _account.Summarize(await sending.RunAsync(cancellationToken).ConfigureAwait(false));
    }

    private ImportForecast ForecastOf(IReadOnlyList<ImportChunkForecast> chunks) =>
        new(
            chunks,
            chunks.Sum(static c => (long)c.Rows),
            chunks.Sum(static c => (long)c.Bytes),
            Rows.Suppressed,
            Rows.Duplicates,
            chunks.Count == 0 ? null : chunks[0].Body
        );
}
