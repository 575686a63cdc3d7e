using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Bulk;

/// <summary>
/// One import, in order: <see cref="PrepareAsync"/> reads every row once and finds what is invalid, double or held back;
/// then either <see cref="Forecast"/> or <see cref="SendAsync"/> or <see cref="Decline"/>. Nothing is sent before all rows
/// have been seen. Not for concurrent use.
/// </summary>
public sealed class ImportRun
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(30);

    /// <summary>Rows between two calls of <see cref="Progress"/>.</summary>
    private const int ProgressEvery = 1000;

    /// <summary>Failed looks at an activity, one after the other, before it is given up.</summary>
    private const int MaxFailedPolls = 5;

    private const int BodyShown = 2000;

    private readonly IImportService _service;
    private readonly ImportOptions _options;
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly ImportPlans _plans;
    private readonly ImportIdentities _identities;
    private readonly ImportEnvelope _envelope;
    private readonly string _boundary = "cc-" + Guid.NewGuid().ToString("N");
    private readonly List<RowFailure> _failures = [];
    private readonly List<RowFinding> _warnings = [];
    private IRowSource? _rows;
    private long _rowsIn;
    private bool _consentChecked;

    /// <exception cref="InvalidInputException">No list, or more than 50; an SMS permission that does not exist.</exception>
    public ImportRun(IImportService service, ImportOptions options, TimeProvider time)
    {
        _service = service;
        _options = options;
        _time = time;
        _started = time.GetTimestamp();
        _plans = new ImportPlans(options);
        _identities = new ImportIdentities(options.Duplicates);
        if (options.ListIds.Count < 1 || options.ListIds.Count > ContactLimits.ListsPerImport.Hard)
        {
            throw new InvalidInputException(
                "CcInvalidValue", $"An import goes to 1 to 50 lists, not to {Text(options.ListIds.Count)}.", "Give 1 to 50 lists with -List.");
        }

        if (options.SmsPermission is not (null or "explicit" or "not_set"))
        {
            throw InvalidInputException.Value("SMS permission", options.SmsPermission, "there is no such permission", "Use explicit or not_set.");
        }

        _envelope = new ImportEnvelope([.. options.ListIds.Distinct(StringComparer.OrdinalIgnoreCase)], options.SmsPermission);
    }

    /// <summary>Told where the run stands, from whatever thread it is on; must return at once.</summary>
    public Action<ImportProgress>? Progress { get; init; }

    public IReadOnlyList<RowFailure> Failures => _failures;

    /// <summary>False where invalid rows forbid sending, or nothing is left to send.</summary>
    public bool MaySend => (_failures.Count == 0 || _options.OnInvalid == ImportInvalid.Skip) && _rowsIn > _failures.Count;

    public long RowsIn => _rowsIn;

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
        _rows = rows;
        Validate(rows, cancellationToken);
        if (!MaySend)
        {
            return;
        }

        if (_plans.FieldNames is { Count: > 0 } fields)
        {
            _plans.NameFields(await _service.ResolveFieldsAsync(fields, cancellationToken).ConfigureAwait(false));
        }

        foreach (string status in ConsentGuard.StatesHeldBack(_options.Consent))
        {
            if (status != ConsentStatus.SmsUnsubscribed || _plans.HasSmsNumbers)
            {
                await HoldBackAsync(status, cancellationToken).ConfigureAwait(false);
                _consentChecked = true;
            }
        }
    }

    /// <summary>Writes the chunks as <see cref="SendAsync"/> would, and sends none.</summary>
    public ImportForecast Forecast(CancellationToken cancellationToken)
    {
        var tally = new ImportTally();
        var chunks = new List<ImportChunkForecast>();
        string? firstBody = null;
        foreach (ImportChunk chunk in MaySend ? Chunks(tally, cancellationToken) : [])
        {
            using (chunk)
            {
                chunks.Add(new ImportChunkForecast(chunk));
                firstBody ??= Show(chunk);
            }
        }

        return new ImportForecast(
            chunks, chunks.Sum(c => (long)c.Rows), chunks.Sum(c => (long)c.Bytes), tally.SuppressedRows.Count, tally.Duplicates, firstBody);
    }

    /// <summary>The summary of a run that sends nothing: refused rows, a preview, a no.</summary>
    public ImportSummary Decline(CcException? endedBy = null) => Summarize(new ImportTally(), [], endedBy);

    /// <summary>
    /// Sends the chunks one after the other and waits for their activities. What goes wrong from here on ends the sending
    /// and stands in <see cref="ImportSummary.EndedBy"/>, because rows are on their way and have to be accounted for.
    /// </summary>
    /// <exception cref="OperationCanceledException">Stopped; what was sent goes on in the service.</exception>
    public async Task<ImportSummary> SendAsync(CancellationToken cancellationToken)
    {
        if (!MaySend)
        {
            return Decline();
        }

        var tally = new ImportTally();
        var results = new List<ImportChunkResult>();
        CcException? endedBy = await SendChunksAsync(tally, results, cancellationToken).ConfigureAwait(false);
        if (endedBy is { EndsTheRun: true })
        {
            GiveUp(results, 0, endedBy.Message);
        }
        else if (_options.Wait)
        {
            CcException? waitEndedBy = await WaitAsync(results, cancellationToken).ConfigureAwait(false);
            endedBy ??= waitEndedBy;
        }

        return Summarize(tally, results, endedBy);
    }

    private async Task<CcException?> SendChunksAsync(ImportTally tally, List<ImportChunkResult> results, CancellationToken cancellationToken)
    {
        long done = 0;
        try
        {
            foreach (ImportChunk chunk in Chunks(tally, cancellationToken))
            {
                Tell(ImportPhase.Sending, done, _rowsIn, chunk.Number);
                try
                {
                    ImportActivity job = await _service.StartAsync(_options.UsesCsv, chunk.CreateContent, cancellationToken).ConfigureAwait(false);
                    results.Add(Result(chunk, ImportChunkState.Pending, job.Id, null));
                    done = tally.LastPlace;
                    chunk.Dispose();
                }
                catch (CcException e)
                {
                    // Not disposed: the request that failed may still be reading from it.
                    results.Add(NotTaken(chunk, e));
                    return e;
                }
            }

            return null;
        }
        catch (CcException e)
        {
            // The input broke off between two chunks, such as a file that was changed.
            return e;
        }
    }

    private async Task<CcException?> WaitAsync(List<ImportChunkResult> results, CancellationToken cancellationToken)
    {
        long waiting = _time.GetTimestamp();
        TimeSpan pause = FirstPoll;
        CcException? lastError = null;
        int failed = 0;
        bool rest = true; // the first look is after a second: small jobs take no longer
        for (int i = 0; i < results.Count; i++)
        {
            while (results[i].State == ImportChunkState.Pending && results[i].ActivityId is { } id)
            {
                if (rest)
                {
                    TimeSpan left = _options.Timeout - _time.GetElapsedTime(waiting);
                    if (left <= TimeSpan.Zero)
                    {
                        GiveUp(results, i, $"it was not finished after {Text((long)_options.Timeout.TotalMinutes)} minutes");
                        return lastError;
                    }

                    await _time.WaitAsync(pause < left ? pause : left, cancellationToken).ConfigureAwait(false);
                    pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 3 / 2, LongestPoll.Ticks));
                }

                rest = true;
                Tell(ImportPhase.Waiting, results.Take(i).Sum(r => (long)r.Rows), results.Sum(r => (long)r.Rows), results[i].Number);
                try
                {
                    ImportActivity job = await _service.GetAsync(id, cancellationToken).ConfigureAwait(false);
                    failed = 0;
                    if (job.IsFinished)
                    {
                        results[i] = Finished(results[i], job);
                        (pause, rest) = (FirstPoll, false); // the next one has had its time already
                    }
                }
                catch (CcException e) when (!e.EndsTheRun && ++failed < MaxFailedPolls)
                {
                    // One look that failed: the activity goes on all the same, and so do we.
                }
                catch (CcException e) when (e.ErrorId == "CcNotFound")
                {
                    lastError = e;
                    failed = 0;
                    results[i] = With(
                        results[i], ImportChunkState.Unknown,
                        "The service took the rows and does not know the activity any more; it forgets them after ten days. Import these rows again: it changes nothing for rows that arrived.");
                }
                catch (CcException e)
                {
                    GiveUp(results, i, e.Message);
                    return e;
                }
            }
        }

        return lastError;
    }

    private void Validate(IRowSource rows, CancellationToken cancellationToken)
    {
        foreach (InputRow row in rows.Read(cancellationToken))
        {
            _rowsIn++;
            if (_rowsIn % ProgressEvery == 0)
            {
                Tell(ImportPhase.Validating, _rowsIn, 0, 0);
            }

            if (row.Defect is { } defect)
            {
                _failures.Add(new RowFailure(row.Number, row.Source, [defect]));
                continue;
            }

            RowValues values = _plans.ParserFor(row.Headings).Parse(row);
            List<RowFinding> errors = [.. Errors(values)];
            if (errors.Count == 0 && _identities.Add(values, _rowsIn) is { } duplicate)
            {
                errors.Add(duplicate);
            }

            if (errors.Count > 0)
            {
                _failures.Add(new RowFailure(row.Number, row.Source, errors));
            }
            else if (values.Findings.Count > 0)
            {
                _warnings.AddRange(values.Findings);
            }
        }
    }

    /// <summary>What forbids the row, from its cells and from what an import asks for beyond them. Asked in both passes, so it depends on the row alone.</summary>
    private IEnumerable<RowFinding> Errors(RowValues values)
    {
        foreach (RowFinding finding in values.Findings)
        {
            if (finding.Severity == FindingSeverity.Error)
            {
                yield return finding;
            }
        }

        InputRow row = values.Row;
        if (_options.SmsPermission == "explicit" && values.SmsNumber is not null && values.Find(ContactColumnKind.SmsConsentDate) is null)
        {
            yield return new RowFinding(
                RowRules.ConsentDateMissing, FindingSeverity.Error, row.Number, row.Source, null, null,
                "with explicit SMS permission every number needs the date of the consent", "Fill the column sms_consent_date.");
        }

        if (_options.UsesCsv && !_options.AllowBlank)
        {
            foreach (PlannedColumn planned in values.Plan.Columns)
            {
                if (string.IsNullOrEmpty(row.Values[planned.Index]))
                {
                    yield return new RowFinding(
                        RowRules.BlankCell, FindingSeverity.Error, row.Number, row.Source, planned.Heading, null,
                        "the cell is blank, and nobody knows whether the file import keeps or clears the value then",
                        "Use -Format Json, which leaves blank cells out, or -AllowBlank.");
                }
            }
        }

        if (MayBeTooLarge(values))
        {
            using ChunkWriter probe = NewWriter();
            if (probe.Offer(values) == ChunkFit.TooLarge)
            {
                yield return TooLarge(row);
            }
        }
    }

    private static RowFinding TooLarge(InputRow row) => new(
        RowRules.TooLarge, FindingSeverity.Error, row.Number, row.Source, null, null,
        "the row alone is larger than one request may be (4,000,000 bytes)", "Shorten its values.");

    /// <summary>The chunks of the rows that are to be sent, in the input's order. The one enumeration that both preview and sending use.</summary>
    private IEnumerable<ImportChunk> Chunks(ImportTally tally, CancellationToken cancellationToken)
    {
        using ChunkWriter writer = NewWriter();
        long place = 0;
        foreach (InputRow row in _rows!.Read(cancellationToken))
        {
            place++;
            if (row.Defect is not null)
            {
                continue;
            }

            RowValues values = _plans.ParserFor(row.Headings).Parse(row);
            if (Errors(values).Any())
            {
                continue; // counted in the first pass
            }

            if (!_identities.Speaks(values, place))
            {
                tally.Duplicates += _options.Duplicates == ImportDuplicates.Error ? 0 : 1; // there they are failures
                continue;
            }

            if (_identities.HeldFor(values) is { } reason)
            {
                tally.SuppressedRows.Add(new SuppressedRow(row.Number, row.Source, reason));
                continue;
            }

            ChunkFit fit = writer.Offer(values);
            if (fit == ChunkFit.Full)
            {
                yield return writer.Take()!;
                fit = writer.Offer(values);
            }

            if (fit == ChunkFit.TooLarge)
            {
                // Measured in the first pass, so only a field's name that grew by being resolved can lead here.
                tally.TooLarge.Add(new RowFailure(row.Number, row.Source, [TooLarge(row)]));
                continue;
            }

            tally.LastPlace = place;
        }

        if (writer.Take() is { } last)
        {
            yield return last;
        }
    }

    private async Task HoldBackAsync(string status, CancellationToken cancellationToken)
    {
        long read = 0;
        await _service.FindContactsAsync(
            status,
            (email, sms) =>
            {
                _identities.Hold(email, sms, status);
                if (++read % ProgressEvery == 0)
                {
                    Tell(ImportPhase.CheckingConsent, read, 0, 0);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private ChunkWriter NewWriter() => _options.UsesCsv
        ? new CsvChunkWriter(_envelope, _boundary, _options.MaxBytes, _options.MaxRows)
        : new JsonChunkWriter(_envelope, _options.MaxBytes, _options.MaxRows);

    /// <summary>By a bound that is far too high, so that hardly any row is written just to be measured.</summary>
    private bool MayBeTooLarge(RowValues values)
    {
        long bound = 4096;
        foreach (RowValue value in values.Values)
        {
            bound += 64 + (6L * (value.Text.Length + value.Column.Name.Length));
        }

        return bound >= _options.MaxBytes;
    }

    private ImportSummary Summarize(ImportTally tally, List<ImportChunkResult> results, CcException? endedBy)
    {
        long Rows(ImportChunkState state) => results.Where(r => r.State == state).Sum(r => (long)r.Rows);

        // What an activity took before it failed is counted as accepted, the rest as the chunk's state says.
        long failedRest = results.Where(r => r.State == ImportChunkState.Failed).Sum(Rest);
        long unknownRest = results.Where(r => r.State == ImportChunkState.Unknown).Sum(Rest);
        List<RowFailure> failures = [.. _failures, .. tally.TooLarge];
        long dealtWith = results.Where(r => r.State != ImportChunkState.NotAttempted).Sum(r => (long)r.Rows) +
            tally.SuppressedRows.Count + tally.Duplicates + failures.Count;
        return new ImportSummary
        {
            RowsIn = _rowsIn,
            Sent = results.Where(r => r.ActivityId is not null || r.State == ImportChunkState.Unknown).Sum(r => (long)r.Rows),
            Accepted = results.Sum(r => (long)r.Accepted),
            NotAddedToList = results.Sum(r => (long)r.NotAddedToList),
            Correctable = results.Sum(r => (long)r.Correctable),
            Rejected = results.Sum(r => (long)r.Rejected),
            Suppressed = tally.SuppressedRows.Count,
            Duplicates = tally.Duplicates,
            Failed = failures.Count + failedRest,
            NotAttempted = _rowsIn - dealtWith,
            Pending = Rows(ImportChunkState.Pending),
            Unknown = unknownRest,
            Chunks = results,
            Failures = failures,
            SuppressedRows = tally.SuppressedRows,
            Warnings = _warnings,
            ConsentChecked = _consentChecked,
            RequestsUsed = _service.RequestsUsed,
            Waited = _service.Waited,
            Duration = _time.GetElapsedTime(_started),
            EndedBy = endedBy,
        };
    }

    private static long Rest(ImportChunkResult result) => result.Rows - result.Accepted - result.Correctable - result.Rejected;

    private static ImportChunkResult Finished(ImportChunkResult sent, ImportActivity job)
    {
        ImportChunkState state = job.State switch
        {
            "completed" => job.PersonCount is null ? ImportChunkState.Unknown : ImportChunkState.Completed,
            "timed_out" => ImportChunkState.Unknown,
            _ => ImportChunkState.Failed,
        };
        long accepted = job.PersonCount ?? 0;
        long correctable = job.CorrectableCount ?? 0;
        long rejected = job.ErrorCount ?? 0;
        long rest = sent.Rows - accepted - correctable - rejected;
        return new ImportChunkResult
        {
            Number = sent.Number,
            State = state,
            Rows = sent.Rows,
            Bytes = sent.Bytes,
            FirstRow = sent.FirstRow,
            LastRow = sent.LastRow,
            ActivityId = sent.ActivityId,
            Accepted = accepted,
            NotAddedToList = job.CannotAddToListCount ?? 0,
            Correctable = correctable,
            Rejected = rejected,
            Unaccounted = state == ImportChunkState.Completed ? rest : 0,
            Errors = job.Errors,
            Message = state switch
            {
                ImportChunkState.Failed => $"The service ended the activity as '{job.State}'. Import these rows again.",
                ImportChunkState.Unknown when job.State == "timed_out" =>
                    "The service gave the activity up after its own time limit. What it took stays; import these rows again, which changes nothing for rows that arrived.",
                ImportChunkState.Unknown => "The service reports the activity as completed, without counters.",
                _ when rest != 0 => $"The service's counters add up to {Text(accepted + correctable + rejected)} for {Text(sent.Rows)} rows.",
                _ => null,
            },
        };
    }

    private static void GiveUp(List<ImportChunkResult> results, int from, string why)
    {
        for (int i = from; i < results.Count; i++)
        {
            if (results[i].State == ImportChunkState.Pending)
            {
                results[i] = With(
                    results[i], ImportChunkState.Unknown,
                    $"The service has the rows, and what became of them was not learned: {why}. Ask later: Get-CcActivity {results[i].ActivityId}.");
            }
        }
    }

    private static ImportChunkResult NotTaken(ImportChunk chunk, CcException error) =>
        error.MayHaveArrived
            ? Result(
                chunk, ImportChunkState.Unknown, null,
                $"The request may have arrived, so it is not repeated: {error.Message} Look for it in Get-CcActivity, or import rows " +
                $"{Text(chunk.FirstRow)} to {Text(chunk.LastRow)} again: it costs a request and changes nothing for rows that arrived.")
            : error.StatusCode is { } status && (int)status is >= 400 and < 500 and not 401 and not 429
                ? Result(chunk, ImportChunkState.Failed, null, error.Message)
                : Result(chunk, ImportChunkState.NotAttempted, null, error.Message);

    private static ImportChunkResult Result(ImportChunk chunk, ImportChunkState state, string? activityId, string? message) => new()
    {
        Number = chunk.Number,
        State = state,
        Rows = chunk.Rows,
        Bytes = chunk.Bytes,
        FirstRow = chunk.FirstRow,
        LastRow = chunk.LastRow,
        ActivityId = activityId,
        Message = message,
    };

    private static ImportChunkResult With(ImportChunkResult result, ImportChunkState state, string message) => new()
    {
        Number = result.Number,
        State = state,
        Rows = result.Rows,
        Bytes = result.Bytes,
        FirstRow = result.FirstRow,
        LastRow = result.LastRow,
        ActivityId = result.ActivityId,
        Message = message,
    };

    private static string Show(ImportChunk chunk)
    {
        int length = Math.Min(chunk.Body.Length, BodyShown);
        string text = Encoding.UTF8.GetString(chunk.Body.ToArray(), 0, length);
        return length == chunk.Body.Length ? text : text.TrimEnd('\uFFFD') + "…";
    }

    private void Tell(ImportPhase phase, long done, long total, int chunk) => Progress?.Invoke(new ImportProgress(phase, done, total, chunk));

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
