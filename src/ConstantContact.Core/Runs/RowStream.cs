using System.Runtime.CompilerServices;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Runs;

/// <summary>
/// Rows that are sent while they are still being read: those of a file, those that an earlier process spooled, or rows
/// as they arrive. What arrives is spooled, so that it can be reported and so that the run can be gone on with.
/// </summary>
public sealed class RowStream
{
    private readonly RowSpool? _spool;
    private readonly IAsyncEnumerable<InputRow>? _arriving;
    private readonly string _runId = "";

    private RowStream(IRowSource source) => Source = source;

    private RowStream(RowSpool spool, IAsyncEnumerable<InputRow> arriving, string runId)
        : this(spool)
    {
        _spool = spool;
        _arriving = arriving;
        _runId = runId;
    }

    /// <summary>Where the rows that were read can be read again.</summary>
    public IRowSource Source { get; }

    /// <summary>The rows arrive one by one, perhaps slowly, and may be kept.</summary>
    internal bool Arrives => _arriving is not null;

    public static RowStream Of(IRowSource source) => new(source);

    /// <param name="spool">Takes what arrives. Rows that are in it already are those of an earlier process: the first
    /// that arrive have to be the same.</param>
    /// <param name="arriving">Numbered from 1.</param>
    /// <param name="runId">For messages.</param>
    public static RowStream Of(RowSpool spool, IAsyncEnumerable<InputRow> arriving, string runId) =>
        new(spool, arriving, runId);

    /// <exception cref="InvalidInputException">The rows cannot be read on, or not be kept; <c>CcRunDiffers</c>: they
    /// are others than those of the run.</exception>
    internal async IAsyncEnumerable<InputRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_arriving is null)
        {
            foreach (var row in Source.Read(cancellationToken))
            {
                yield return row;
            }

            yield break;
        }

        long known = _spool!.Count,
            last = 0;
        using var before = _spool.Read(cancellationToken).GetEnumerator();
        await foreach (var row in _arriving.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (row.Number > known)
            {
                _spool.Add(row);
            }
            else if (!before.MoveNext() || !AreSame(before.Current, row))
            {
                throw RunErrors.DiffersFrom(_runId, row.Number);
            }

            last = row.Number;
            yield return row;
        }

        if (last < known)
        {
            throw RunErrors.DiffersFrom(_runId, last + 1);
        }
    }

    /// <summary>Returns when the rows that were read would survive the loss of power.</summary>
    internal void MakeDurable() => _spool?.FlushToDisk();

    private static bool AreSame(InputRow one, InputRow other) =>
        one.Headings.SequenceEqual(other.Headings, System.StringComparer.Ordinal)
        && one.Values.Select(Cells.Pack).SequenceEqual(other.Values.Select(Cells.Pack), System.StringComparer.Ordinal)
        && one.Defect?.Message == other.Defect?.Message;
}
