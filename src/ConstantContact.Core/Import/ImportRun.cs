using System.Globalization;
using System.Text;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import;

/// <summary>
/// One import, in order: <see cref="PrepareAsync"/> reads every row once and finds what is invalid, double or held back;
/// then either <see cref="Forecast"/> or <see cref="SendAsync"/> or <see cref="Decline"/>. Nothing is sent before all rows
/// have been seen, unless <see cref="StreamAsync"/> does it all in one pass instead. With a folder the run keeps a journal, and a later process goes on where this one ended. Not for concurrent use.
/// </summary>
public sealed class ImportRun : IDisposable
{
    private const int BodyShown = 2000;

    private readonly IImportService _service;
    private readonly ImportOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ImportPlans _plans;
    private readonly RowGate _gate;
    private readonly ImportRows _rows;
    private readonly RunFolder? _folder;
    private readonly RunJournal _journal;
    private readonly bool _resumed;
    private bool _consentChecked;
    private RowTruth? _truth;
    private ImportStream? _stream;
    private (ImportChunk Chunk, CcException Why)? _refused;

    /// <param name="service">The account.</param>
    /// <param name="options">What to do.</param>
    /// <param name="time">The clock.</param>
    /// <param name="folder">Where the run keeps its journal; it stays the caller's. Null: the run cannot be resumed.</param>
    /// <exception cref="InvalidInputException">No list, or more than 50; an SMS permission that does not exist.</exception>
    public ImportRun(IImportService service, ImportOptions options, TimeProvider time, RunFolder? folder = null)
        : this(service, options, time, folder, folder?.Journal ?? new RunJournal(new MemoryJournal(), time))
    {
    }

    internal ImportRun(IImportService service, ImportOptions options, TimeProvider time, RunFolder? folder, RunJournal journal)
    {
        _service = service;
        _options = options;
        _time = time;
        _folder = folder;
        _journal = journal;
        _started = time.GetTimestamp();
        _resumed = journal.LastNumber > 0;
        _plans = new ImportPlans(options);
        if (options.ListIds.Count < 1 || options.ListIds.Count > ContactLimits.ListsPerImport.Hard)
        {
            throw new InvalidInputException(
                "CcInvalidValue", $"An import goes to 1 to 50 lists, not to {Text(options.ListIds.Count)}.", "Give 1 to 50 lists with -List.");
        }

        if (options is { Stream: true, Duplicates: ImportDuplicates.Last })
        {
            throw InvalidInputException.Value(
                "-DuplicateAction", "Last", "with -Stream a row may have been sent when a later one about the same contact is read.", "Use First or Error, or leave out -Stream.");
        }

        if (options.SmsPermission is not (null or "explicit" or "not_set"))
        {
            throw InvalidInputException.Value("SMS permission", options.SmsPermission, "there is no such permission", "Use explicit or not_set.");
        }

        if (options.SmsPermission == "explicit" && options.IncludeUnsubscribed && string.IsNullOrWhiteSpace(options.ConsentReference))
        {
            throw new InvalidInputException(
                "CcConsentNeeded",
                "Explicit SMS permission for people who have unsubscribed undoes their opt-out, and no consent reference is given.",
                "Say where their consent is recorded, with -ConsentReference TEXT; or leave out -IncludeUnsubscribed.");
        }

        var envelope = new ImportEnvelope([.. options.ListIds.Distinct(StringComparer.OrdinalIgnoreCase)], options.SmsPermission);
        _gate = new RowGate(options, envelope, folder?.RunId ?? Guid.NewGuid().ToString("N").Substring(0, 12));
        _rows = new ImportRows(options, _plans, _gate, folder is null ? null : KeyLedger.FilesIn(folder.FolderPath));
    }

    /// <summary>Told where the run stands, from whatever thread it is on; must return at once.</summary>
    public Action<ImportProgress>? Progress { get; init; }

    /// <summary>Of a stream: told the invalid row that ended the sending, at once.</summary>
    public Action<RowFailure>? Stopped { get; init; }

    /// <summary>Of a stream: what the run is to do, written down before its first chunk leaves, as far as it is new.</summary>
    public RunHeader? Header { get; init; }

    /// <summary>False: rows may be left that were not read, so that the account is one of those that were.</summary>
    public bool InputEnded => _stream?.HasEnded ?? true;

    /// <summary>The first thousand of the invalid rows.</summary>
    public IReadOnlyList<RowFailure> Failures => _rows.Failures;

    /// <summary>Rows that are invalid.</summary>
    public long Invalid => _rows.Failed;

    /// <summary>False where invalid rows forbid sending, or nothing is left to send.</summary>
    public bool MaySend => (_rows.Failed == 0 || _options.OnInvalid == ImportInvalid.Skip) && _rows.Count > _rows.Failed;

    public long RowsIn => _rows.Count;

    internal ImportRows Rows => _rows;

    /// <summary>Refuses headings at once that would be refused in <see cref="PrepareAsync"/>, before a million rows were read.</summary>
    /// <exception cref="InvalidInputException">An unknown, double or missing column.</exception>
    public static void Check(IReadOnlyList<string> headings, IReadOnlyDictionary<string, string>? columnMap, bool ignoreUnknown, ImportFormat format) =>
        ImportPlans.Make(headings, columnMap, ignoreUnknown, format == ImportFormat.Csv);

    /// <summary>
    /// Reads all rows once. Where they may be sent, asks for the custom fields' names and for the contacts that are to be
    /// held back.
    /// </summary>
    /// <exception cref="CcException">Columns, the file or a custom field's name cannot be used; or the account cannot be asked.</exception>
    public async Task PrepareAsync(IRowSource rows, CancellationToken cancellationToken)
    {
        _rows.Scan(rows, done => Tell(ImportPhase.Validating, done, 0, 0), cancellationToken);
        _rows.FindDuplicates();
        if (!MaySend)
        {
            return;
        }

        try
        {
            await LookUpAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (QuotaExceededException quota)
        {
            throw quota.WithUndone(_rows.Count - _rows.Failed, "run the same command again; nothing was sent.");
        }
    }

    /// <summary>
    /// Looks up again who is to be held back, after a question that stood for any time. Rows of contacts that have left since are
    /// held back as well.
    /// </summary>
    /// <exception cref="CcException">The account cannot be asked; nothing was sent.</exception>
    public async Task RefreshConsentAsync(CancellationToken cancellationToken)
    {
        foreach (string status in _journal.SentThrough < _rows.Count ? ConsentGuard.StatesHeldBack(_options.Consent) : [])
        {
            if (status != ConsentStatus.SmsUnsubscribed || _plans.HasSmsNumbers)
            {
                await HoldBackAsync(status, cancellationToken).ConfigureAwait(false);
                _consentChecked = true;
            }
        }

        _rows.ApplyHolds();
    }

    private async Task LookUpAsync(CancellationToken cancellationToken)
    {
        if (_plans.FieldNames is { Count: > 0 } fields)
        {
            _plans.NameFields(await _service.ResolveFieldsAsync(fields, cancellationToken).ConfigureAwait(false));
        }

        long through = _journal.SentThrough;
        await RefreshConsentAsync(cancellationToken).ConfigureAwait(false);
        if (through > 0 && _folder is not null)
        {
            // What was decided about rows that have been sent is not decided anew.
            _rows.Restore(_folder.LoadMarks(), through);
        }
    }

    /// <summary>Writes the chunks as <see cref="SendAsync"/> would, and sends none.</summary>
    public ImportForecast Forecast(CancellationToken cancellationToken)
    {
        var chunks = new List<ImportChunkForecast>();
        foreach (ImportChunk chunk in MaySend ? _rows.Chunks(_journal.SentThrough, _journal.LastNumber + 1, cancellationToken) : [])
        {
            using (chunk)
            {
                chunks.Add(new ImportChunkForecast(chunk, Show(chunk)));
            }
        }

        return ForecastOf(chunks);
    }

    /// <summary>The summary of a run that sends nothing: refused rows, a preview, a no.</summary>
    public ImportSummary Decline(CcException? endedBy = null) => Summarize(endedBy);

    /// <summary>
    /// Sends the chunks one after the other and waits for their activities; while one is on its way the next is written. What goes wrong from
    /// here on ends the sending and is what <see cref="ImportSummary.ToException"/> tells, because rows are on their way and have to be accounted for.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped; what was sent goes on in the service.</exception>
    public async Task<ImportSummary> SendAsync(CancellationToken cancellationToken)
    {
        if (!MaySend)
        {
            return Decline();
        }

        return await AccountAsync(
            async () =>
            {
                if (_folder is not null)
                {
                    _rows.Save(_folder);
                }

                return await SendChunksAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// All in one pass: sends the chunks as they fill, and waits for their activities when the input has ended. Duplicates are found among the
    /// rows before, of which the first counts; a row that is invalid ends the sending where it is found, unless it is to be skipped. Who is to be
    /// held back is read before the first chunk, and again where that was long ago. Instead of <see cref="PrepareAsync"/> and <see cref="SendAsync"/>.
    /// </summary>
    /// <param name="rows">The input. It is read to its end, whatever happens.</param>
    /// <param name="ask">Asked about each chunk before it leaves, if given; false leaves it unsent.</param>
    /// <param name="cancellationToken">Ends it; what was sent goes on in the service.</param>
    /// <exception cref="CcException">The input cannot be used, and nothing was sent.</exception>
    public async Task<ImportSummary> StreamAsync(RowStream rows, Func<ImportChunkForecast, Task<bool>>? ask, CancellationToken cancellationToken)
    {
        ChunkSender sender = NewSender();
        using var stream = new ImportStream(_options, _plans, _rows, _gate, _journal, sender, _service, _folder, _time)
        {
            Header = Header,
            Ask = ask,
            ReadHeld = HoldBackAsync,
            Tell = (done, chunk) => Tell(ImportPhase.Sending, done, 0, chunk),
            Show = Show,
            Stopped = Stopped,
        };
        _stream = stream;
        return await AccountAsync(
            async () => await stream.RunAsync(rows, await FindLostAsync(sender, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The chunks that <see cref="StreamAsync"/> was not allowed to send.</summary>
    public ImportForecast Streamed() => ForecastOf([.. _stream?.Asked ?? []]);

    private ImportForecast ForecastOf(List<ImportChunkForecast> chunks) => new(
        chunks, chunks.Sum(c => (long)c.Rows), chunks.Sum(c => (long)c.Bytes), _rows.Suppressed, _rows.Duplicates, chunks.FirstOrDefault()?.Body);

    /// <summary>Sends, waits, and says what became of every row.</summary>
    private async Task<ImportSummary> AccountAsync(Func<Task<CcException?>> send, CancellationToken cancellationToken)
    {
        CcException? endedBy;
        try
        {
            endedBy = await send().ConfigureAwait(false);
            if (endedBy is { EndsTheRun: true })
            {
                LeaveOpen(endedBy);
            }
            else if (_options.Wait)
            {
                CcException? waitEndedBy = await WaitAsync(cancellationToken).ConfigureAwait(false);
                endedBy ??= waitEndedBy;
            }

            if (_journal.Chunks.Any(c => c.Errors.Count > 0))
            {
                _truth = RowTruth.Find(_rows, _journal.Chunks, _options.UsesCsv, cancellationToken);
            }

            if (endedBy is null && (_stream is null || (_stream.IsComplete && _journal.Chunks.Count > 0)) && _journal.Chunks.All(c => c.State is not (ImportChunkState.Pending or ImportChunkState.Unfinished or ImportChunkState.Unknown)))
            {
                _journal.Done();
            }
        }
        catch (CcException e) when (_stream is null or { HasBegun: true })
        {
            // The input broke off between two chunks, such as a file that was changed; or the journal cannot be written.
            endedBy = e;
        }

        return Summarize(endedBy);
    }

    /// <summary>
    /// Reads the lists that the rows were to go to and names the rows whose contacts are not there. After <see cref="SendAsync"/>;
    /// one request for each 500 members of each list.
    /// </summary>
    public async Task<ImportVerification> VerifyAsync(CancellationToken cancellationToken) =>
        await ImportVerification.MakeAsync(_service, _rows, _journal.Chunks, [.. _options.ListIds.Distinct(StringComparer.OrdinalIgnoreCase)], done => Tell(ImportPhase.Verifying, done, 0, 0), cancellationToken).ConfigureAwait(false);

    /// <summary>Writes the four files of the rows' outcomes.</summary>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>.</exception>
    public ImportReport Report(string folder, ImportSummary summary, CancellationToken cancellationToken) =>
        ImportReport.Write(folder, _rows, summary, _truth, NotSent(summary), cancellationToken);

    public void Dispose() => _rows.Dispose();

    /// <summary>Why a valid row of no chunk was not sent.</summary>
    private string NotSent(ImportSummary summary) =>
        _stream?.StoppedBy is { } stop ? $"not sent: row {RowName.Number(stop.Row)} before it is invalid, which ended the sending"
        : _stream is null && !MaySend ? "nothing was sent, because other rows are invalid"
        : summary.EndedBy switch
        {
            null => "not sent",
            QuotaExceededException { InnerException: { } first } => first.Message, // how many rows are left is nothing to tell each of them
            { } ended => ended.Message,
        };

    private ChunkSender NewSender() => new(_service, _options, _gate, _journal, () => _folder?.ActivitiesOfOthers() ?? [], _time);

    /// <summary>Settles whether the chunk arrived that was on its way when an earlier process ended.</summary>
    private async Task<CcException?> FindLostAsync(ChunkSender sender, CancellationToken cancellationToken)
    {
        foreach (ImportChunkResult lost in _journal.Chunks.Where(c => c.State == ImportChunkState.Unknown && c.ActivityId is null).ToArray())
        {
            // An earlier process ended while it was on its way. Only the last one can be: the next is sent when one is known.
            try
            {
                if (!await sender.FindAsync(lost, cancellationToken).ConfigureAwait(false))
                {
                    _journal.NotTaken(lost, "no such activity");
                }
            }
            catch (CcException e)
            {
                return e;
            }
        }

        return null;
    }

    private async Task<CcException?> SendChunksAsync(CancellationToken cancellationToken)
    {
        ChunkSender sender = NewSender();
        if (await FindLostAsync(sender, cancellationToken).ConfigureAwait(false) is { } lost)
        {
            return lost;
        }

        using IEnumerator<ImportChunk> chunks = _rows.Chunks(_journal.SentThrough, _journal.LastNumber + 1, cancellationToken).GetEnumerator();
        Task<ImportChunk?> next = Task.Run(Next, CancellationToken.None);
        try
        {
            while (await next.ConfigureAwait(false) is { } chunk)
            {
                next = Task.Run(Next, CancellationToken.None);
                Tell(ImportPhase.Sending, chunk.FirstRow - 1, _rows.Count, chunk.Number);
                if (await sender.SendAsync(chunk, _rows.Source.Name, cancellationToken).ConfigureAwait(false) is { } failure)
                {
                    // Not disposed: the request that failed may still be reading from it.
                    _refused = (chunk, failure);
                    return failure;
                }

                chunk.Dispose();
            }

            return null;
        }
        finally
        {
            // The enumerator is in use until this has ended.
            await next.QuietlyAsync().ConfigureAwait(false);
        }

        ImportChunk? Next() => chunks.MoveNext() ? chunks.Current : null;
    }

    private async Task<CcException?> WaitAsync(CancellationToken cancellationToken)
    {
        var wait = new ActivityWait(_service.GetAsync, _options.Timeout, _time, restFirst: true);
        CcException? lastError = null;
        foreach (ImportChunkResult chunk in _journal.Chunks.Where(c => c.State is ImportChunkState.Pending or ImportChunkState.Unfinished && c.ActivityId is not null).ToArray())
        {
            Tell(ImportPhase.Waiting, _journal.Chunks.Where(c => c.Number < chunk.Number).Sum(c => (long)c.Rows), _journal.Chunks.Sum(c => (long)c.Rows), chunk.Number);
            try
            {
                if (await wait.ForAsync(chunk.ActivityId!, null, cancellationToken).ConfigureAwait(false) is not { } job)
                {
                    return GiveUp();
                }

                _journal.Ended(Finished(chunk, job));
            }
            catch (CcException e) when (e.ErrorId == "CcNotFound")
            {
                lastError = e;
                _journal.Ended(chunk with
                {
                    State = ImportChunkState.Forgotten,
                    Message = "The service took the rows and does not know the activity any more; it forgets them after ten days. Import these rows again: it changes nothing for rows that arrived.",
                });
            }
            catch (CcException e) when (e.ErrorId == "CcRunNotWritable")
            {
                throw;
            }
            catch (CcException e)
            {
                LeaveOpen(e);
                return e;
            }
        }

        return lastError;
    }

    private void LeaveOpen(CcException why)
    {
        foreach (ImportChunkResult open in _journal.Chunks.Where(c => c.State == ImportChunkState.Pending).ToArray())
        {
            _journal.Unclear(open with { State = ImportChunkState.Unfinished, Message = $"The service has the rows, and what became of them was not learned: {why.Message} {ResumeHint}" });
        }
    }

    private ApiTimeoutException GiveUp()
    {
        ImportChunkResult[] open = [.. _journal.Chunks.Where(c => c.State is ImportChunkState.Pending or ImportChunkState.Unfinished)];
        string minutes = Text((long)_options.Timeout.TotalMinutes);
        foreach (ImportChunkResult chunk in open)
        {
            _journal.Unclear(chunk with
            {
                State = ImportChunkState.Unfinished,
                Message = $"The service has the rows and had not finished after {minutes} minutes; it goes on. {ResumeHint} Or look at it: Get-CcActivity {chunk.ActivityId}.",
            });
        }

        return new ApiTimeoutException(
            $"The service had not finished {Text(open.Length)} of {Text(_journal.Chunks.Count)} chunks after {minutes} minutes. {ResumeHint}",
            _folder is null ? "Look at the activities later with Get-CcActivity." : $"{ResumeCommand} waits on, sends nothing twice, and writes the report anew.");
    }

    private string ResumeCommand => $"Resume-CcContactImport -RunId {_folder?.RunId}";

    private string ResumeHint => _folder is null ? "" : $"Go on with: {ResumeCommand}";

    private async Task HoldBackAsync(string status, CancellationToken cancellationToken)
    {
        long read = 0;
        await _service.FindContactsAsync(
            status,
            _options.Consent,
            (email, sms, reason) =>
            {
                _rows.Hold(email, sms, ImportRows.MarkFor(reason));
                if (++read % 1000 == 0)
                {
                    Tell(ImportPhase.CheckingConsent, read, 0, 0);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private ImportSummary Summarize(CcException? endedBy)
    {
        List<ImportChunkResult> chunks = [.. _journal.Chunks];
        if ((_refused ?? _stream?.Refused) is { } refused && chunks.TrueForAll(c => c.Number != refused.Chunk.Number))
        {
            chunks.Add(Refused(refused.Chunk, refused.Why));
        }

        long Rows(params ImportChunkState[] states) => chunks.Where(r => states.Contains(r.State)).Sum(r => (long)r.Rows);

        // What an activity took before it failed is counted as accepted, the rest as the chunk's state says.
        long Rest(params ImportChunkState[] states) => chunks.Where(r => states.Contains(r.State)).Sum(r => r.Rest);
        long attempted = chunks.Where(r => r.State != ImportChunkState.NotAttempted).Sum(r => (long)r.Rows);
        long notAttempted = _rows.Count - _rows.Failed - _rows.Suppressed - _rows.Duplicates - attempted;
        return new ImportSummary
        {
            RunId = _folder?.RunId,
            RowsIn = _rows.Count,
            Sent = chunks.Where(r => r.ActivityId is not null || r.State == ImportChunkState.Unknown).Sum(r => (long)r.Rows),
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
            Chunks = chunks,
            Failures = [.. _rows.Failures, .. _truth?.Failures ?? []],
            SuppressedRows = _rows.SuppressedRows(),
            Warnings = _rows.Warnings,
            WarningCount = _rows.WarningCount,
            ConsentChecked = _stream?.ConsentChecked ?? _consentChecked,
            IsStreamed = _stream is not null,
            IsResumed = _resumed,
            RequestsUsed = _service.RequestsUsed,
            Waited = _service.Waited,
            Paced = _service.Paced,
            Duration = _time.GetElapsedTime(_started),
            EndedBy = endedBy is QuotaExceededException quota ? quota.WithUndone(notAttempted, _folder?.Header is null ? null : ResumeCommand) : endedBy,
        };
    }

    private static ImportChunkResult Finished(ImportChunkResult sent, ImportActivity job)
    {
        ImportChunkState state = job.State switch
        {
            "completed" => job.PersonCount is null ? ImportChunkState.Unknown : ImportChunkState.Completed,
            "timed_out" => ImportChunkState.TimedOut,
            _ => ImportChunkState.Failed,
        };
        ImportChunkResult result = sent with
        {
            State = state,
            Accepted = job.PersonCount ?? 0,
            NotAddedToList = job.CannotAddToListCount ?? 0,
            Correctable = job.CorrectableCount ?? 0,
            Rejected = job.ErrorCount ?? 0,
            Errors = job.Errors,
        };
        return result with
        {
            Unaccounted = state == ImportChunkState.Completed ? result.Rest : 0,
            Message = state switch
            {
                ImportChunkState.Failed => $"The service ended the activity as '{job.State}'. What it took stays; import these rows again.",
                ImportChunkState.TimedOut =>
                    "The service gave the activity up after its own time limit. What it took stays; import these rows again, which changes nothing for rows that arrived.",
                ImportChunkState.Unknown => "The service reports the activity as completed, without counters.",
                _ when result.Rest != 0 => $"The service's counters add up to {Text(result.Rows - result.Rest)} for {Text(sent.Rows)} rows.",
                _ => null,
            },
        };
    }

    /// <summary>A chunk that the service does not have, for certain: refused for what it is, or not for the taking now.</summary>
    private static ImportChunkResult Refused(ImportChunk chunk, CcException error) => new()
    {
        Number = chunk.Number,
        State = error.StatusCode is { } status && (int)status is >= 400 and < 500 and not 401 and not 429 ? ImportChunkState.Failed : ImportChunkState.NotAttempted,
        Rows = chunk.Rows,
        Bytes = chunk.Bytes,
        FirstRow = chunk.FirstRow,
        LastRow = chunk.LastRow,
        Message = error.Message,
    };

    private static string Show(ImportChunk chunk)
    {
        int length = Math.Min(chunk.Body.Length, BodyShown);
        string text = Encoding.UTF8.GetString(chunk.Body.ToArray(), 0, length);
        return length == chunk.Body.Length ? text : text.TrimEnd('\uFFFD') + "…";
    }

    private void Tell(ImportPhase phase, long done, long total, int chunk) => Progress?.Invoke(new ImportProgress(phase, done, total, chunk));

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>For runs that nobody resumes.</summary>
    private sealed class MemoryJournal : IJournalFile
    {
        public IReadOnlyList<string> Open() => [];

        public void Append(string line)
        {
        }

        public void FlushToDisk()
        {
        }

        public void Dispose()
        {
        }
    }
}
