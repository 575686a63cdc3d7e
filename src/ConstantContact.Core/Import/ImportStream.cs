using ConstantContact.Core.Base;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import;

/// <summary>
/// Sends chunks as they fill, in one pass over the rows. What a second pass would know is not known here: a row that is invalid or double is found
/// when chunks before it are with the service already. Whatever ends the sending, the rest of the input is still read, so that every row is
/// accounted for. One request at a time; while it is on its way the next chunk is made.
/// </summary>
internal sealed class ImportStream : IDisposable
{
    private const int TellEvery = 8192;

    private readonly ImportOptions _options;
    private readonly ImportPlans _plans;
    private readonly ImportRows _rows;
    private readonly RowGate _gate;
    private readonly RunJournal _journal;
    private readonly ChunkSender _sender;
    private readonly IImportService _service;
    private readonly RunFolder? _folder;
    private readonly TimeProvider _time;
    private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);

    // Of rows that arrive, those of the chunk that is being made: it may have to be made again without some of them.
    private readonly List<InputRow> _draft = [];

    private ChunkWriter _writer;
    private IReadOnlyList<string>? _lastShape;
    private Task<CcException?>? _onItsWay;
    private CcException? _failure;
    private bool _sends;
    private bool _judges = true;
    private long _saved;
    private int _chunk;
    private long? _census;
    private bool _censusHasSms;

    public ImportStream(
        ImportOptions options, ImportPlans plans, ImportRows rows, RowGate gate, RunJournal journal, ChunkSender sender, IImportService service, RunFolder? folder, TimeProvider time)
    {
        _options = options;
        _plans = plans;
        _rows = rows;
        _gate = gate;
        _journal = journal;
        _sender = sender;
        _service = service;
        _folder = folder;
        _time = time;
        _writer = gate.NewWriter(journal.LastNumber + 1);
    }

    /// <summary>Written down before the first chunk is announced, as far as it is new.</summary>
    public RunHeader? Header { get; init; }

    /// <summary>Asked about each chunk; false: it is not sent, and stays not attempted. Null: all are sent.</summary>
    public Func<ImportChunkForecast, Task<bool>>? Ask { get; init; }

    /// <summary>Reads those who are to be held back in a state; their number is told.</summary>
    public required Func<string, CancellationToken, Task> ReadHeld { get; init; }

    public required Action<long, int> Tell { get; init; }

    public required Func<ImportChunk, string> Show { get; init; }

    public Action<RowFailure>? Stopped { get; init; }

    /// <summary>Something was recorded, and perhaps sent: from here on, whatever happens ends in an account.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The input was read to its end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>A chunk was not sent because somebody said so.</summary>
    public bool WasDeclined { get; private set; }

    /// <summary>The invalid row that ended the sending.</summary>
    public RowFailure? StoppedBy { get; private set; }

    public (ImportChunk Chunk, CcException Why)? Refused { get; private set; }

    /// <summary>The chunks that were asked about.</summary>
    public List<ImportChunkForecast> Asked { get; } = [];

    public bool ConsentChecked => _census is not null;

    /// <summary>The service has everything that is to be sent.</summary>
    public bool IsComplete => HasEnded && _folder?.Header is not { InputEnded: false } && !WasDeclined && StoppedBy is null && _failure is null;

    /// <param name="rows">The input, from its first row also where the run is gone on with.</param>
    /// <param name="failed">What keeps everything from being sent, where that is known beforehand.</param>
    /// <param name="cancellationToken">Ends it; what was sent stays.</param>
    /// <returns>What ended the sending; null where nothing did.</returns>
    /// <exception cref="CcException">The input cannot be read on; or, while nothing has been sent, not be used.</exception>
    public async Task<CcException?> RunAsync(RowStream rows, CcException? failed, CancellationToken cancellationToken)
    {
        (_failure, _sends) = (failed, failed is null);
        HasBegun = failed is not null;
        _rows.Begin(rows.Source);
        _saved = _journal.SentThrough;
        byte[] marks = _saved > 0 && _folder is not null ? _folder.LoadMarks() : [];
        try
        {
            try
            {
                await foreach (InputRow row in rows.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    await CountAsync(row, rows, marks, cancellationToken).ConfigureAwait(false);
                }

                HasEnded = true;
                if (_sends && _writer.Take() is { } last)
                {
                    await ReadyAsync(last, rows, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (CcException e) when (HasBegun)
            {
                // A file that breaks off; or rows that cannot be kept. What was sent is waited for all the same.
                _failure ??= e;
            }

            await SettleAsync().ConfigureAwait(false);
            if (HasEnded && rows.Arrives && _folder?.Header is not null)
            {
                rows.MakeDurable();
                _folder.EndInput();
            }
        }
        finally
        {
            if (_onItsWay is { } request)
            {
                // Something else ended this; the request is waited for all the same, because the journal has to know.
                await ((Task)request).QuietlyAsync().ConfigureAwait(false);
            }
        }

        return _failure;
    }

    public void Dispose() => _writer.Dispose();

    private async Task CountAsync(InputRow row, RowStream rows, byte[] marks, CancellationToken cancellationToken)
    {
        try
        {
            await TakeAsync(row, rows, marks, cancellationToken).ConfigureAwait(false);
        }
        catch (CcException e) when (HasBegun)
        {
            // A column that means nothing, an account that cannot be asked: rows are with the service, so the others are read to be counted.
            _failure ??= e;
            (_sends, _judges) = (false, false);
            _rows.Pass(row.Number);
        }
    }

    private async Task TakeAsync(InputRow row, RowStream rows, byte[] marks, CancellationToken cancellationToken)
    {
        long place = row.Number;
        if (!_judges)
        {
            _rows.Pass(place);
            return;
        }

        if (row.Defect is null)
        {
            await NameFieldsAsync(row.Headings, cancellationToken).ConfigureAwait(false);
        }

        // What was decided about rows that have been sent is not decided anew.
        bool isSent = place <= _saved;
        RowMark mark = _rows.Take(row, isSent && place <= marks.Length ? (RowMark)marks[place - 1] : null);
        if (place % TellEvery == 0)
        {
            Tell(place, _chunk);
        }

        if (isSent || !_sends)
        {
            return;
        }

        if (mark == RowMark.Send)
        {
            await OfferAsync(row, rows, cancellationToken).ConfigureAwait(false);
        }

        if (_sends && _rows.Failed > 0 && _options.OnInvalid == ImportInvalid.Stop)
        {
            _sends = false;
            StoppedBy = _rows.Failures[0];
            Stopped?.Invoke(StoppedBy);
        }
    }

    private async Task OfferAsync(InputRow row, RowStream rows, CancellationToken cancellationToken)
    {
        if (_writer.Rows == 0 || (_plans.HasSmsNumbers && !_censusHasSms))
        {
            await LookForHeldAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_rows.HoldBack(row.Number) != RowMark.Send)
        {
            return;
        }

        ChunkFit fit = _rows.Offer(_writer, row);
        if (fit == ChunkFit.Full)
        {
            await ReadyAsync(_writer.Take()!, rows, cancellationToken).ConfigureAwait(false);
            if (!_sends)
            {
                return;
            }

            // Meanwhile it may have been looked again.
            _rows.Recall(row);
            if (_rows.HoldBack(row.Number) != RowMark.Send)
            {
                return;
            }

            fit = _rows.Offer(_writer, row);
        }

        if (fit == ChunkFit.TooLarge)
        {
            _rows.RefuseTooLarge(row);
        }
        else if (rows.Arrives)
        {
            _draft.Add(row);
        }
    }

    /// <summary>A chunk is complete: whom it holds is looked at once more where that was long ago, then it goes.</summary>
    private async Task ReadyAsync(ImportChunk chunk, RowStream rows, CancellationToken cancellationToken)
    {
        ImportChunk? ready = chunk;
        if (rows.Arrives)
        {
            ready = await RefreshAsync(chunk, cancellationToken).ConfigureAwait(false);
            _draft.Clear();
        }

        if (ready is null || !await SettleAsync().ConfigureAwait(false))
        {
            ready?.Dispose();
            return;
        }

        _chunk = ready.Number;
        Tell(ready.LastRow, _chunk);
        if (Ask is not null)
        {
            var forecast = new ImportChunkForecast(ready, Show(ready));
            Asked.Add(forecast);
            if (!await Ask(forecast).ConfigureAwait(false))
            {
                WasDeclined = true;
                ready.Dispose();
                return;
            }
        }

        HasBegun = true;
        rows.MakeDurable();
        if (_folder is not null)
        {
            if (Header is not null)
            {
                _folder.Record(Header);
            }

            if (HasEnded && rows.Arrives)
            {
                _folder.EndInput();
            }

            _rows.Save(_folder, _saved, ready.LastRow);
            _saved = ready.LastRow;
        }

        _onItsWay = SendAsync(ready, cancellationToken);
    }

    private async Task<CcException?> SendAsync(ImportChunk chunk, CancellationToken cancellationToken)
    {
        if (await _sender.SendAsync(chunk, _rows.Source.Name, cancellationToken).ConfigureAwait(false) is { } failure)
        {
            // Not disposed: the request that failed may still be reading from it.
            Refused = (chunk, failure);
            return failure;
        }

        chunk.Dispose();
        return null;
    }

    /// <returns>False where the request before failed, so that nothing more is sent.</returns>
    private async Task<bool> SettleAsync()
    {
        if (_onItsWay is { } request)
        {
            _onItsWay = null;
            if (await request.ConfigureAwait(false) is { } failure)
            {
                _failure ??= failure;
                _sends = false;
            }
        }

        return _failure is null;
    }

    /// <returns>The chunk, without the rows whose contacts have left since it was begun; null where none is left.</returns>
    private async Task<ImportChunk?> RefreshAsync(ImportChunk chunk, CancellationToken cancellationToken)
    {
        if (!await LookForHeldAsync(cancellationToken).ConfigureAwait(false))
        {
            return chunk;
        }

        bool changed = false;
        foreach (InputRow row in _draft)
        {
            _rows.Recall(row);
            changed |= _rows.HoldBack(row.Number) != RowMark.Send;
        }

        if (!changed)
        {
            return chunk;
        }

        int number = chunk.Number;
        chunk.Dispose();
        _writer.Dispose();
        _writer = _gate.NewWriter(number);
        foreach (InputRow row in _draft.Where(r => _rows.MarkOf(r.Number) == RowMark.Send))
        {
            _rows.Offer(_writer, row);
        }

        return _writer.Take();
    }

    /// <returns>True where it was looked.</returns>
    private async Task<bool> LookForHeldAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> states = ConsentGuard.StatesHeldBack(_options.Consent);
        bool sms = _plans.HasSmsNumbers;
        if (states.Count == 0 || (_census is { } last && _time.GetElapsedTime(last) < _options.CensusAge && (_censusHasSms || !sms)))
        {
            return false;
        }

        _rows.ForgetHeld();
        foreach (string status in states.Where(s => sms || s != ConsentStatus.SmsUnsubscribed))
        {
            await ReadHeld(status, cancellationToken).ConfigureAwait(false);
        }

        (_census, _censusHasSms) = (_time.GetTimestamp(), sms);
        return true;
    }

    /// <summary>Rows from the pipeline may bring new columns at any time.</summary>
    private async Task NameFieldsAsync(IReadOnlyList<string> headings, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(headings, _lastShape))
        {
            return;
        }

        _plans.ParserFor(headings);
        string[] fields = [.. _plans.FieldNames.Where(f => !_named.Contains(f))];
        if (fields.Length > 0)
        {
            IReadOnlyDictionary<string, string> names = await _service.ResolveFieldsAsync(fields, cancellationToken).ConfigureAwait(false);
            _plans.NameFields(names);
            _named.UnionWith(names.Keys);
            _named.UnionWith(names.Values);
        }

        _lastShape = headings;
    }
}
