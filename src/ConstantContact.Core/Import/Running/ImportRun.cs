using System.Globalization;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
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
    private readonly IImportService _service;
    private readonly ImportOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ImportPlans _plans;
    private readonly RowGate _gate;
    private readonly ImportRows _rows;
    private readonly HeldContacts _held;
    private readonly ImportFolder? _folder;
    private readonly ImportJournal _journal;
    private readonly bool _resumed;
    private RowStream? _input;
    private bool _streams;
    private bool _isStopped;
    private ImportPass? _pass;
    private ChunkOutbox? _outbox;
    private ServiceErrorRows? _errorRows;

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
        options.ThrowIfImpossible();
        _service = service;
        _options = options;
        _time = time;
        _folder = folder;
        _journal = journal;
        _started = time.GetTimestamp();
        _resumed = journal.LastNumber > 0;
        _plans = new ImportPlans(options);
        var envelope = new ImportEnvelope(options.DistinctLists, options.SmsPermission);
        _gate = new RowGate(options, envelope, folder?.RunId ?? Guid.NewGuid().ToString("N").Substring(0, 12));
        _rows = new ImportRows(options, _plans, _gate);
        _held = new HeldContacts(
            service,
            options,
            _plans,
            _rows,
            time,
            read => Tell(ImportPhase.CheckingConsent, read)
        );
    }

    /// <summary>Told where the run stands, from whatever thread it is on; must return at once.</summary>
    public Action<ImportProgress>? Progress { get; init; }

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
    public bool InputEnded => !_streams || _pass is { HasEnded: true };

    /// <summary>The first thousand of the invalid rows.</summary>
    public IReadOnlyList<RowFailure> Failures => _rows.Failures;

    /// <summary>Rows that are invalid.</summary>
    public long Invalid => _rows.Failed;

    /// <summary>False where invalid rows forbid sending, or nothing is left to send.</summary>
    public bool MaySend =>
        (_rows.Failed == 0 || _options.OnInvalid == ImportInvalid.Skip) && _rows.Count > _rows.Failed;

    public long RowsIn => _rows.Count;

    internal ImportRows Rows => _rows;

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
        _input = RowStream.Of(rows);
        _rows.Begin(rows);
        using var pass = new ImportPass(_options, _gate, _rows, 1)
        {
            SentBefore = _journal.SentThrough,
            Known = Known(),
            NameFields = LearnAsync,
            Tell = done => Tell(ImportPhase.Validating, done),
        };
        try
        {
            await pass.RunAsync(_input, cancellationToken).ConfigureAwait(false);
        }
        catch (QuotaExceededException quota)
        {
            throw quota.WithUndone(_rows.Count, "run the same command again; nothing was sent.");
        }

        foreach (var _ in _rows.LookAgain(_journal.SentThrough, cancellationToken))
        {
            // Each is kept with the others.
        }

        if (_options.OnDamage == ImportDamage.Stop && _rows.Damage is { Count: > 0 } damage)
        {
            throw new InvalidInputException(
                "CcDamagedInput",
                "Nothing was sent, as -OnDamage Stop says. " + string.Join(" ", damage),
                "Correct the values at their source. If they are meant as they are: -OnDamage Warn sends them."
            );
        }

        if (!MaySend)
        {
            return;
        }

        try
        {
            if (_journal.SentThrough < _rows.Count)
            {
                await _held
                    .RefreshAsync(_journal.SentThrough, checksAge: true, cancellationToken)
                    .ConfigureAwait(false);
            }
        }
        catch (QuotaExceededException quota)
        {
            throw quota.WithUndone(_rows.Count - _rows.Failed, "run the same command again; nothing was sent.");
        }
    }

    /// <summary>
    /// Reads again which contacts are held back, after a question that may have stood for any time. Rows of contacts
    /// that have left since are held back as well.
    /// </summary>
    /// <exception cref="CcException">The account cannot be asked; nothing was sent.</exception>
    public async Task RefreshConsentAsync(CancellationToken cancellationToken)
    {
        if (_journal.SentThrough < _rows.Count)
        {
            _held.Expire();
            await _held.RefreshAsync(_journal.SentThrough, checksAge: true, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Writes the chunks as <see cref="SendAsync"/> would, and sends none. After <see cref="PrepareAsync"/>.
    /// </summary>
    public async Task<ImportForecast> ForecastAsync(CancellationToken cancellationToken)
    {
        var chunks = new List<ImportChunkForecast>();
        if (MaySend)
        {
            using var pass = NewPass(
                (chunk, _, _) =>
                {
                    chunks.Add(new ImportChunkForecast(chunk));
                    chunk.Dispose();
                    return Task.FromResult(true);
                }
            );
            await pass.RunAsync(_input!, cancellationToken).ConfigureAwait(false);
        }

        return ForecastOf(chunks);
    }

    /// <summary>The summary of a run that sends nothing: refused rows, a preview, a no.</summary>
    public ImportSummary Decline(CcException? endedBy = null) => Summarize(endedBy);

    /// <summary>
    /// Sends the chunks one after the other and waits for their activities; while one is on its way the next is
    /// written. After <see cref="PrepareAsync"/>. An error from here on ends the sending, and
    /// <see cref="ImportSummary.ToException"/> reports it, because rows are on their way and have to be accounted for.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped; what was sent goes on in the service.</exception>
    public async Task<ImportSummary> SendAsync(CancellationToken cancellationToken) =>
        MaySend ? await RunAsync(_input!, null, cancellationToken).ConfigureAwait(false) : Decline();

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
        _streams = true;
        _rows.Begin(rows.Source);
        return await RunAsync(rows, ask, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The chunks that <see cref="StreamAsync"/> was not allowed to send.</summary>
    public ImportForecast Streamed() => ForecastOf(_outbox?.Asked ?? []);

    /// <summary>
    /// Reads the lists that the rows were to go to and names the rows whose contacts are not there. After
    /// <see cref="SendAsync"/>; one request for each 500 members of each list.
    /// </summary>
    public async Task<ImportVerification> VerifyAsync(CancellationToken cancellationToken) =>
        await ImportVerification
            .MakeAsync(
                _service,
                _rows,
                _journal.Chunks,
                _options.DistinctLists,
                done => Tell(ImportPhase.Verifying, done),
                cancellationToken
            )
            .ConfigureAwait(false);

    /// <summary>
    /// The account of a run that the user stopped. Rows that are not sent stay so until the run is continued.
    /// </summary>
    public ImportSummary Stop()
    {
        _isStopped = true;
        return Summarize(null);
    }

    /// <summary>The outcome of every row that was read, with the columns of the input.</summary>
    public ReportedRows Reported(ImportSummary summary) => new(_rows.Source, _options, Verdicts(summary));

    internal IEnumerable<RowVerdict> Verdicts(ImportSummary summary) =>
        new ImportVerdicts(_rows, summary, _errorRows, NotSent(summary)).Read(CancellationToken.None);

    public void Dispose() => _pass?.Dispose();

    /// <summary>Sends, waits, and says what became of every row.</summary>
    private async Task<ImportSummary> RunAsync(
        RowStream input,
        Func<ImportChunkForecast, Task<ChunkAnswer>>? ask,
        CancellationToken cancellationToken
    )
    {
        var sender = new ChunkSender(
            _service,
            _options,
            _gate,
            _journal,
            () => _folder?.ActivitiesOfOthers() ?? [],
            _time
        );
        _outbox = new ChunkOutbox(_rows, sender, _folder, input, _journal.SentThrough)
        {
            Header = Header,
            Ask = ask,
            Tell = chunk =>
                Tell(
                    ImportPhase.Sending,
                    _streams ? chunk.LastRow : chunk.FirstRow - 1,
                    _streams ? 0 : _rows.Count,
                    chunk.Number
                ),
            HasBegun = !_streams,
        };
        CcException? endedBy;
        try
        {
            await SendRowsAsync(input, sender, cancellationToken).ConfigureAwait(false);
            endedBy = _outbox.Failure;
            var wait = new ChunkWait(_service, _options, _journal, _folder?.RunId, _time);
            if (endedBy is { EndsTheRun: true })
            {
                wait.LeaveOpen(endedBy);
            }
            else if (_options.Wait)
            {
                var waitEndedBy = await wait.ForAllAsync(
                        (done, total, chunk) => Tell(ImportPhase.Waiting, done, total, chunk),
                        cancellationToken
                    )
                    .ConfigureAwait(false);
                endedBy ??= waitEndedBy;
            }

            if (_journal.Chunks.Any(c => c.Errors.Count > 0))
            {
                _errorRows = ServiceErrorRows.Find(_rows, _journal.Chunks, _options.UsesCsv, cancellationToken);
            }

            if (endedBy is null && IsComplete)
            {
                _journal.Done();
            }
        }
        catch (CcException e) when (_outbox.HasBegun)
        {
            // The input broke off between two chunks, such as a file that was changed; or the journal cannot be
            // written.
            endedBy = e;
        }

        return Summarize(endedBy);
    }

    private async Task SendRowsAsync(RowStream input, ChunkSender sender, CancellationToken cancellationToken)
    {
        var outbox = _outbox!;
        var lost = await sender.FindLostAsync(cancellationToken).ConfigureAwait(false);
        if (lost is not null)
        {
            outbox.HasBegun = true;
            outbox.Keep(lost);
        }

        _pass = NewPass(lost is null ? outbox.SendAsync : null);
        try
        {
            await _pass.RunAsync(input, cancellationToken).ConfigureAwait(false);
            await outbox.CloseAsync().ConfigureAwait(false);
        }
        finally
        {
            await outbox.AbandonAsync().ConfigureAwait(false);
        }
    }

    private ImportPass NewPass(ChunkDelivery? deliver) =>
        new(_options, _gate, _rows, _journal.LastNumber + 1)
        {
            Deliver = deliver,
            SentBefore = _journal.SentThrough,
            Known = Known(),
            NameFields = LearnAsync,
            Held = _held,
            Recorder = Recorder,
            Tell = done => Tell(ImportPhase.Sending, done, 0, _journal.LastNumber),
            Stopped = Stopped,
            Ended = () => _outbox?.EndInput(),
            Keep = e => _outbox is { } outbox && outbox.Keep(e),
        };

    private byte[] Known() => _journal.SentThrough > 0 && _folder is not null ? _folder.LoadMarks() : [];

    /// <summary>The service has everything that is to be sent, and it is known what became of it.</summary>
    private bool IsComplete =>
        _pass is { HasEnded: true, StoppedBy: null }
        && _outbox is { WasDeclined: false }
        && _folder?.Header is not { InputEnded: false }
        && (!_streams || _journal.Chunks.Count > 0)
        && // a stream that sent nothing was not written down
        _journal.Chunks.All(c =>
            c.State is not (ImportChunkState.Pending or ImportChunkState.Unfinished or ImportChunkState.Unknown)
        );

    /// <summary>Rows from the pipeline may bring new columns at any time.</summary>
    private Task LearnAsync(IReadOnlyList<string> headings, CancellationToken cancellationToken) =>
        _plans.LearnAsync(headings, _service, cancellationToken);

    private ImportForecast ForecastOf(List<ImportChunkForecast> chunks) =>
        new(
            chunks,
            chunks.Sum(c => (long)c.Rows),
            chunks.Sum(c => (long)c.Bytes),
            _rows.Suppressed,
            _rows.Duplicates,
            chunks.FirstOrDefault()?.Body
        );

    /// <summary>Why a valid row of no chunk was not sent.</summary>
    private string NotSent(ImportSummary summary) =>
        _isStopped ? "not sent: the run was stopped"
        : _pass?.StoppedBy is { } stop ? $"not sent, because row {RowName.Number(stop.Row)} before it is invalid"
        : !_streams && !MaySend ? "nothing was sent, because other rows are invalid"
        : summary.EndedBy switch
        {
            null => "not sent",
            QuotaExceededException { InnerException: { } first } => first.Message, // how many rows are left is nothing to tell each of them
            { } ended => ended.Message,
        };

    private ImportSummary Summarize(CcException? endedBy)
    {
        List<ImportChunkResult> chunks = [.. _journal.Chunks];
        if (_outbox?.Refused is { } refused && chunks.TrueForAll(c => c.Number != refused.Number))
        {
            chunks.Add(refused);
        }

        long Rows(params string[] states) =>
            chunks.Where(r => states.Contains(r.State, StringComparer.Ordinal)).Sum(r => (long)r.Rows);

        // Rows that an activity took before it failed count as accepted, the others as the chunk's state says.
        long Rest(params string[] states) =>
            chunks.Where(r => states.Contains(r.State, StringComparer.Ordinal)).Sum(r => r.Rest);
        var attempted = chunks.Where(r => r.State != ImportChunkState.NotAttempted).Sum(r => (long)r.Rows);
        var notAttempted = _rows.Count - _rows.Failed - _rows.Suppressed - _rows.Duplicates - attempted;
        var resume = _folder?.Header is null ? null : ChunkWait.ResumeCommand(_folder.RunId);
        return new ImportSummary
        {
            RunId = _folder?.RunId,
            RowsIn = _rows.Count,
            Sent = chunks
                .Where(r => r.ActivityId is not null || r.State == ImportChunkState.Unknown)
                .Sum(r => (long)r.Rows),
            Accepted = chunks.Sum(r => r.Accepted),
            NotAddedToList = chunks.Sum(r => r.NotAddedToList),
            Correctable = chunks.Sum(r => r.Correctable),
            Rejected = chunks.Sum(r => r.Rejected),
            Suppressed = _rows.Suppressed,
            Duplicates = _rows.Duplicates,
            Failed = _rows.Failed + Rest(ImportChunkState.Failed),
            NotAttempted = notAttempted,
            Pending = Rows(ImportChunkState.Pending, ImportChunkState.Unfinished),
            Unknown = Rest(ImportChunkState.Unknown, ImportChunkState.TimedOut, ImportChunkState.Forgotten),
            Chunks = _errorRows is null ? chunks : [.. chunks.Select(_errorRows.Translate)],
            Failures = [.. _rows.Failures, .. _errorRows?.Failures ?? []],
            SuppressedRows = _rows.SuppressedRows(),
            Warnings = _rows.Warnings,
            Damage = _rows.Damage,
            Notices = [.. _plans.Notices],
            WarningCount = _rows.WarningCount,
            ConsentChecked = _held.WereRead,
            IsStreamed = _streams,
            IsResumed = _resumed,
            RequestsUsed = _service.RequestsUsed,
            Waited = _service.Waited,
            Paced = _service.Paced,
            Duration = _time.GetElapsedTime(_started),
            EndedBy = endedBy is QuotaExceededException quota ? quota.WithUndone(notAttempted, resume) : endedBy,
        };
    }

    private void Tell(ImportPhase phase, long done, long total = 0, int chunk = 0) =>
        Progress?.Invoke(new ImportProgress(phase, done, total, chunk));
}
