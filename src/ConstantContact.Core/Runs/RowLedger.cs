using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Runs;

/// <summary>
/// The record of a run, row by row, so that it can be continued: each write before its request leaves
/// (<c>changes.jsonl</c>), and each row's outcome (<c>rows.jsonl</c>). A write without an outcome is in doubt: whether
/// it arrived is seen by a look at the contact. From any thread.
/// </summary>
public sealed class RowLedger : IDisposable
{
    private readonly object _lock = new();
    private readonly Action _begin;
    private readonly Func<IJournalFile> _openChanges;
    private readonly Func<IJournalFile> _openRows;
    private readonly TimeProvider _time;
    private readonly SortedDictionary<long, RowOutcome> _outcomes = [];
    private readonly Dictionary<long, RowChange> _earlier = [];
    private readonly SortedDictionary<long, RowChange> _open = [];
    private IJournalFile? _changes;
    private IJournalFile? _rows;
    private string _inputHash = "";
    private bool _closed;
    private bool _hasBegun;

    /// <param name="begin">Called once, before the first thing is written down.</param>
    /// <param name="openChanges">Where writes are announced.</param>
    /// <param name="openRows">Where outcomes stand.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isNew">False where an earlier process has begun the run: what it left is read.</param>
    internal RowLedger(
        Action begin,
        Func<IJournalFile> openChanges,
        Func<IJournalFile> openRows,
        TimeProvider time,
        bool isNew
    )
    {
        _begin = begin;
        _openChanges = openChanges;
        _openRows = openRows;
        _time = time;
        if (!isNew)
        {
            _rows = openRows();
            _changes = openChanges();
            Replay();
        }
    }

    /// <summary>For runs whose work is not kept.</summary>
    internal static RowLedger None(TimeProvider time) =>
        new(static () => { }, static () => new NoFile(), static () => new NoFile(), time, isNew: true);

    /// <summary>Nothing will be sent: the run stays as it is.</summary>
    internal bool IsReadOnly { get; init; }

    /// <summary>SHA-256 over what the rows read so far ask for, in order.</summary>
    public string InputHash => _inputHash;

    /// <summary>Rows read so far.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows whose outcome is known from an earlier process, and which are not attempted again.</summary>
    public long RowsKnown { get; private set; }

    /// <summary>
    /// The error that kept outcomes from being recorded; null if there was none. The rows themselves are not affected.
    /// </summary>
    public CcException? Trouble { get; private set; }

    /// <summary>Rows whose write was announced and whose outcome is not known.</summary>
    public IReadOnlyList<long> InFlight
    {
        get
        {
            lock (_lock)
            {
                return [.. _open.Keys];
            }
        }
    }

    /// <summary>
    /// Of every row that was read, in order; one whose write is in doubt is <see cref="RowOutcome.Unknown"/>.
    /// </summary>
    public IReadOnlyList<RowOutcome> Outcomes
    {
        get
        {
            lock (_lock)
            {
                var all = new SortedDictionary<long, RowOutcome>(_outcomes);
                foreach (var change in _open.Values)
                {
                    all[change.Position] = InDoubt(
                        change,
                        all.TryGetValue(change.Position, out var seen) ? seen : null
                    );
                }

                return [.. all.Values];
            }
        }
    }

    /// <summary>A row was read.</summary>
    /// <returns>
    /// Its outcome, where it is known from an earlier process; null where the row is to be attempted.
    /// </returns>
    /// <exception cref="InvalidInputException"><c>CcRunDiffers</c>: the run was given another row at this
    /// place.</exception>
    internal RowOutcome? Read(string runId, long position, string key, long? row)
    {
        lock (_lock)
        {
            var before =
                _outcomes.TryGetValue(position, out var outcome) ? outcome.Key
                : _open.TryGetValue(position, out var open) ? open.Key
                : null;
            if (before is not null && before != key)
            {
                throw RunErrors.DiffersFrom(runId, row ?? position);
            }

            RowsRead = Math.Max(RowsRead, position);
            _inputHash = HashOf(_inputHash + key);
            if (outcome is null or { IsOpen: true } || _open.ContainsKey(position))
            {
                return null;
            }

            RowsKnown++;
            return outcome;
        }
    }

    /// <summary>
    /// The write that an earlier process announced for this row and whose outcome it did not learn; null where there is
    /// none.
    /// </summary>
    internal RowChange? Doubt(long position)
    {
        lock (_lock)
        {
            return _earlier.TryGetValue(position, out var change) ? change : null;
        }
    }

    /// <summary>Before the request leaves; on the disk when this returns.</summary>
    /// <exception cref="RunNotWritableException">It could not be written down, and must not be sent.</exception>
    internal void Announce(RowChange change) => Announce([change]);

    /// <summary>The same for several that one request writes.</summary>
    internal void Announce(IEnumerable<RowChange> changes)
    {
        lock (_lock)
        {
            if (_closed)
            {
                throw new ObjectDisposedException(nameof(RowLedger));
            }

            Open();
            RowChange[] all = [.. changes];
            foreach (var change in all)
            {
                _changes!.Append(CcJson.ToText((change with { At = _time.GetUtcNow() }).ToJson()));
            }

            _changes!.FlushToDisk();
            foreach (var change in all)
            {
                _open[change.Position] = change;
            }
        }
    }

    /// <summary>
    /// The row's outcome. Never fails: what cannot be written down is in <see cref="Trouble"/>, and the row counts all
    /// the same.
    /// </summary>
    internal void Settle(RowOutcome outcome)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            // A write that may have arrived stays in doubt, and is looked at when the run goes on.
            var staysOpen =
                outcome.Outcome is RowOutcome.Unknown or RowOutcome.NotAttempted && _open.ContainsKey(outcome.Position);
            _outcomes[outcome.Position] = outcome;
            if (!staysOpen)
            {
                _open.Remove(outcome.Position);
            }

            if (IsReadOnly)
            {
                return;
            }

            try
            {
                Open();
                _rows!.Append(CcJson.ToText(outcome.ToJson()));
            }
            catch (CcException e)
            {
                Trouble ??= e;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _changes?.Dispose();
            _rows?.Dispose();
        }
    }

    /// <summary>Distinguishes rows by what they ask for.</summary>
    internal static string HashOf(string text) => Digest.Of(text, bytes: 16);

    /// <summary>The records of an earlier process.</summary>
    internal static IReadOnlyList<RowOutcome> ReadOutcomes(IEnumerable<string> rows, IEnumerable<string> changes)
    {
        using var ledger = new RowLedger(
            static () => { },
            () => new NoFile(changes),
            () => new NoFile(rows),
            TimeProvider.System,
            isNew: false
        );
        return ledger.Outcomes;
    }

    private static RowOutcome InDoubt(RowChange change, RowOutcome? seen) =>
        (
            seen
            ?? new RowOutcome
            {
                Position = change.Position,
                Key = change.Key,
                Row = change.Position,
                Email = change.Email,
                ContactId = change.ContactId,
                Outcome = RowOutcome.Unknown,
                Changes = change.Changes,
                Warnings = change.Warnings,
            }
        ) with
        {
            Outcome = RowOutcome.Unknown,
            Reason = seen is { Outcome: RowOutcome.Unknown, Reason: { } reason }
                ? reason
                : "the run ended while this write was on its way; continuing the run checks whether it arrived",
        };

    private void Open()
    {
        if (_hasBegun)
        {
            return;
        }

        _begin();
        _changes ??= Opened(_openChanges(), "changes");
        _rows ??= Opened(_openRows(), "rows");
        _hasBegun = true;
    }

    private static IJournalFile Opened(IJournalFile file, string name)
    {
        try
        {
            file.Open();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw RunErrors.NotWritable($"the {name} of the run", e);
        }
    }

    private void Replay()
    {
        Dictionary<long, RowChange> announced = [];
        foreach (var line in _changes!.Open())
        {
            var change = RowChange.FromJson(Parse(line));
            announced[change.Position] = change;
        }

        foreach (var line in _rows!.Open())
        {
            var outcome = RowOutcome.FromJson(Parse(line));
            _outcomes[outcome.Position] = outcome;
        }

        foreach (var change in announced.Values)
        {
            if (!_outcomes.TryGetValue(change.Position, out var outcome) || outcome.IsOpen)
            {
                _open[change.Position] = change;
                _earlier[change.Position] = change;
            }
        }
    }

    private static JsonObject Parse(string line) => CcJson.ToObject(CcJson.Parse(Encoding.UTF8.GetBytes(line)));

    /// <summary>Lines that are only read, or nothing at all.</summary>
    private sealed class NoFile(IEnumerable<string>? lines = null) : IJournalFile
    {
        public IReadOnlyList<string> Open() => [.. lines ?? []];

        public void Append(string line) { }

        public void FlushToDisk() { }

        public void Dispose() { }
    }
}
