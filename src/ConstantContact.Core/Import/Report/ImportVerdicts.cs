using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Report;

/// <summary>Decides the outcome of every row from what was judged, what was sent, and what the service says.</summary>
internal sealed class ImportVerdicts
{
    private readonly ImportRows _rows;
    private readonly ServiceErrorRows? _errorRows;
    private readonly ImportVerification? _verification;
    private readonly string _notSent;
    private readonly string? _errorId;
    private readonly ImportChunkResult[] _chunks;
    private readonly HashSet<int> _clear;

    /// <param name="rows">What was judged.</param>
    /// <param name="summary">What was sent.</param>
    /// <param name="errorRows">The rows that the service named; null if it named none.</param>
    /// <param name="notSent">Why a valid row was not sent.</param>
    public ImportVerdicts(ImportRows rows, ImportSummary summary, ServiceErrorRows? errorRows, string notSent)
    {
        _rows = rows;
        _errorRows = errorRows;
        _verification = summary.Verification;
        _notSent = notSent;
        _errorId = summary.ErrorId;
        _chunks = [.. summary.Chunks.OrderBy(static chunk => chunk.FirstRow)];
        _clear = [.. _chunks.Where(IsClear).Select(static chunk => chunk.Number)];
    }

    /// <summary>The rows in order. Reads the input only if rows are invalid, for their reasons.</summary>
    public IEnumerable<RowVerdict> Read(CancellationToken cancellationToken)
    {
        using var input = _rows.Failed > 0 ? _rows.Source.ReadWhatIsLeft(cancellationToken).GetEnumerator() : null;
        var at = 0;
        for (long row = 1; row <= _rows.Count; row++)
        {
            var source = input?.MoveNext() == true ? input.Current : null;
            while (at < _chunks.Length && _chunks[at].LastRow < row)
            {
                at++;
            }

            yield return Of(row, source, at < _chunks.Length && _chunks[at].FirstRow <= row ? _chunks[at] : null);
        }
    }

    private RowVerdict Of(long row, InputRow? source, ImportChunkResult? chunk)
    {
        var invalid = new RowVerdict(row, RowOutcome.Failed, "", "CcInvalidValue");
        switch (_rows.MarkOf(row))
        {
            case RowMark.Invalid:
                return invalid with
                {
                    Reason = source is null
                        ? "invalid"
                        : new RowFailure(row, source.Source, _rows.FindingsOf(source)).Reason,
                };
            case RowMark.TooLarge:
                return invalid with { Reason = RowGate.TooLarge(row, null).Message };
            case RowMark.DuplicateError:
                return invalid with
                {
                    Reason = "duplicate: " + ImportRows.DuplicateOf(row, null, _rows.KeptFor(row)).Message,
                };
            case RowMark.Duplicate:
                return new RowVerdict(
                    row,
                    RowOutcome.Suppressed,
                    $"duplicate: row {RowName.Number(_rows.KeptFor(row))} is about the same contact and was taken"
                );
            case RowMark.Deleted or RowMark.Unsubscribed or RowMark.SmsUnsubscribed:
                return new RowVerdict(row, RowOutcome.Suppressed, ImportRows.ReasonOf(_rows.MarkOf(row))!);
            default:
                return OfValid(row, chunk);
        }
    }

    private RowVerdict OfValid(long row, ImportChunkResult? chunk)
    {
        if (chunk is null || chunk.State == ImportChunkState.NotAttempted)
        {
            return new RowVerdict(row, RowOutcome.NotAttempted, chunk?.Message ?? _notSent, _errorId);
        }

        var sent = new RowVerdict(row, RowOutcome.Unknown, "", null, chunk.ActivityId);
        if (_errorRows?.ReasonOf(row) is { } said)
        {
            return sent with { Outcome = RowOutcome.Failed, Reason = said, ErrorId = "CcActivityFailed" };
        }

        if (_verification?.IsMissing(row) == true)
        {
            return sent with
            {
                Outcome = RowOutcome.Failed,
                Reason = "not on every list after the import",
                ErrorId = "CcActivityFailed",
            };
        }

        return chunk.State switch
        {
            ImportChunkState.Completed when _clear.Contains(chunk.Number) => sent with
            {
                Outcome = RowOutcome.Accepted,
                Reason = "accepted",
            },
            ImportChunkState.Completed => sent with
            {
                Reason =
                    "uncertain: the service did not take every row of this row's chunk and does not say which; "
                    + "import it again, or use -Verify",
            },
            ImportChunkState.Pending => sent with
            {
                Reason = "not known yet: the command ended before the service had finished",
            },
            ImportChunkState.Failed => sent with
            {
                Outcome = RowOutcome.Failed,
                Reason = chunk.Message ?? "refused",
                ErrorId = "CcActivityFailed",
            },
            _ => sent with { Reason = chunk.Message ?? "not known" },
        };
    }

    /// <summary>
    /// True if the outcome of each row of the chunk is known: all were taken, or those that were not are named.
    /// </summary>
    private bool IsClear(ImportChunkResult chunk)
    {
        var named = _errorRows is not null && _errorRows.Named.TryGetValue(chunk.Number, out var count) ? count : 0;
        var unnamed = chunk.Correctable + chunk.Rejected + chunk.Unaccounted - named;
        if (chunk.Unaccounted < 0)
        {
            return false;
        }

        if (unnamed == 0 || _verification is null)
        {
            return unnamed == 0;
        }

        // As many rows are missing as were not taken, so these are the ones.
        long missing = 0;
        for (var row = chunk.FirstRow; row <= chunk.LastRow; row++)
        {
            missing +=
                _rows.MarkOf(row) == RowMark.Send && _verification.IsMissing(row) && _errorRows?.ReasonOf(row) is null
                    ? 1
                    : 0;
        }

        return missing == unnamed;
    }
}
