using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// One pass over the rows of an import. Rows that were not judged before are judged; with <see cref="Deliver"/>, the
/// rows that may be sent become chunks. A run whose rows all have to be seen before the first one is sent is two
/// passes: one without <see cref="Deliver"/>, then one with it. A stream is one pass with <see cref="Deliver"/>. When
/// sending stops, the remaining rows are still read, so that every row is accounted for.
/// </summary>
internal sealed class ImportPass : IDisposable
{
    private const int TellEvery = 8192;

    private readonly ImportOptions _options;
    private readonly ImportRows _rows;
    private readonly long _judgedBefore;

    private readonly ChunkWriter _writer;

    // The rows of the chunk that is being made, for the recorder.
    private readonly List<RowValues> _draft = [];
    private bool _sends;
    private bool _judges = true;
    private long _closed;

    /// <param name="options">What the import is to do.</param>
    /// <param name="gate">Makes the chunks.</param>
    /// <param name="rows">Know which rows were judged before.</param>
    /// <param name="firstChunk">The number of the first chunk that is made.</param>
    public ImportPass(ImportOptions options, RowGate gate, ImportRows rows, int firstChunk)
    {
        _options = options;
        _rows = rows;
        _judgedBefore = rows.Count;
        _writer = gate.NewWriter(firstChunk);
    }

    /// <summary>Takes each complete chunk. Null: the rows are judged and not sent.</summary>
    public ChunkDelivery? Deliver { get; init; }

    /// <summary>Rows up to this one have their chunk already.</summary>
    public long SentBefore { get; init; }

    /// <summary>The decisions of an earlier process about the rows up to <see cref="SentBefore"/>.</summary>
    public byte[] Known { get; init; } = [];

    /// <summary>Asks the account for the names of custom fields before a row with new headings is judged.</summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task>? NameFields { get; init; }

    /// <summary>The contacts whose rows are not sent; null where nobody is held back.</summary>
    public HeldContacts? Held { get; init; }

    /// <summary>Told the rows of each chunk right before it leaves.</summary>
    public IImportRecorder? Recorder { get; init; }

    /// <summary>Told from time to time how many rows were judged.</summary>
    public Action<long>? Tell { get; init; }

    /// <summary>Told the invalid row that stopped the sending, at once.</summary>
    public Action<RowFailure>? Stopped { get; init; }

    /// <summary>Told when the input has ended, before the last chunk is delivered.</summary>
    public Action? Ended { get; init; }

    /// <summary>
    /// Keeps an error for the account of the run; false where there is no account yet, so that the error is thrown.
    /// </summary>
    public Func<CcException, bool> Keep { get; init; } = static _ => false;

    /// <summary>The input was read to its end.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The invalid row that stopped the sending.</summary>
    public RowFailure? StoppedBy { get; private set; }

    /// <param name="input">From its first row, also where the run is resumed.</param>
    /// <param name="cancellationToken">Ends the pass; what was sent stays.</param>
    /// <exception cref="CcException">The input cannot be read on, or not be used, and the error was not
    /// kept.</exception>
    public async Task RunAsync(RowStream input, CancellationToken cancellationToken)
    {
        (_sends, _closed) = (Deliver is not null, SentBefore);
        try
        {
            await foreach (var row in input.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (!_sends && row.Number <= _judgedBefore)
                {
                    return; // nothing is left to learn
                }

                await TakeAsync(row, cancellationToken).ConfigureAwait(false);
            }

            HasEnded = true;
            _rows.Complete();
            Ended?.Invoke();
            if (_sends && _writer.Take() is { } last)
            {
                await CloseAsync(last, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (CcException e) when (Keep(e))
        {
            // A file that breaks off, or rows that cannot be stored. What was sent is waited for all the same.
        }
    }

    public void Dispose() => _writer.Dispose();

    private async Task TakeAsync(InputRow row, CancellationToken cancellationToken)
    {
        if (!_judges)
        {
            _rows.Pass(row.Number);
            return;
        }

        try
        {
            var values =
                row.Number > _judgedBefore ? await JudgeAsync(row, cancellationToken).ConfigureAwait(false) : null;
            if (!_sends || row.Number <= SentBefore)
            {
                return;
            }

            if (_rows.MarkOf(row.Number) == RowMark.Send)
            {
                await OfferAsync(values ?? _rows.Parse(row), cancellationToken).ConfigureAwait(false);
            }

            if (_sends && _rows.Failed > 0 && _options.OnInvalid == ImportInvalid.Stop)
            {
                _sends = false;
                StoppedBy = _rows.Failures[0];
                Stopped?.Invoke(StoppedBy);
            }
        }
        catch (CcException e) when (Keep(e))
        {
            // A column that means nothing, or an account that cannot be asked: rows are with the service, so the others
            // are read to be counted.
            (_sends, _judges) = (false, false);
            _rows.Pass(row.Number);
        }
    }

    private async ValueTask<RowValues?> JudgeAsync(InputRow row, CancellationToken cancellationToken)
    {
        if (row.Defect is null && NameFields is not null)
        {
            await NameFields(row.Headings, cancellationToken).ConfigureAwait(false);
        }

        // Decisions about rows that have been sent stand.
        var isKnown = row.Number <= SentBefore && row.Number <= Known.Length;
        var judged = _rows.Judge(row, isKnown ? (RowMark)Known[row.Number - 1] : null);
        if (row.Number % TellEvery == 0)
        {
            Tell?.Invoke(row.Number);
        }

        return judged.Values;
    }

    private async Task OfferAsync(RowValues row, CancellationToken cancellationToken)
    {
        await LookForHeldAsync(cancellationToken).ConfigureAwait(false);
        if (!IsFree(row.Row.Number))
        {
            return;
        }

        var fit = _writer.Offer(row);
        if (fit == ChunkFit.Full)
        {
            await CloseAsync(_writer.Take()!, cancellationToken).ConfigureAwait(false);
            if (!_sends)
            {
                return;
            }

            await LookForHeldAsync(cancellationToken).ConfigureAwait(false);
            if (!IsFree(row.Row.Number))
            {
                return;
            }

            fit = _writer.Offer(row);
        }

        if (fit == ChunkFit.TooLarge)
        {
            _rows.RefuseTooLarge(row.Row);
        }
        else if (Recorder is not null)
        {
            _draft.Add(row);
        }
    }

    /// <summary>
    /// Looks for contacts that are held back, before the first row of a chunk and before the first SMS number.
    /// </summary>
    private Task LookForHeldAsync(CancellationToken cancellationToken) =>
        Held?.RefreshAsync(_closed, checksAge: _writer.Rows == 0, cancellationToken) ?? Task.CompletedTask;

    private async Task CloseAsync(ImportChunk chunk, CancellationToken cancellationToken)
    {
        var last = chunk.LastRow;
        _sends = await Deliver!(chunk, wasAsked => RenewAsync(chunk, wasAsked, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        _draft.Clear();
        _closed = last;
    }

    private async Task<ImportChunk?> RenewAsync(ImportChunk chunk, bool wasAsked, CancellationToken cancellationToken)
    {
        if (Held is not null)
        {
            if (wasAsked)
            {
                Held.Expire();
            }

            await Held.RefreshAsync(_closed, checksAge: true, cancellationToken).ConfigureAwait(false);
        }

        if (Recorder is not null)
        {
            List<RowValues> rows = [.. _draft.Where(r => IsFree(r.Row.Number))];
            await Recorder.RecordAsync(rows, cancellationToken).ConfigureAwait(false);
        }

        var left = chunk.Only(IsFree);
        if (left is null)
        {
            _writer.Number--; // the next chunk takes the number
        }

        return left;
    }

    /// <summary>The row's contact is not held back, as far as is known.</summary>
    private bool IsFree(long row) => _rows.MarkOf(row) == RowMark.Send;
}
