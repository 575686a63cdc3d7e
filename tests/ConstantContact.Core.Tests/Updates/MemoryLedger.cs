using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>The records of a run, in memory. A process that ends leaves them to the next one.</summary>
internal sealed class MemoryLedger
{
    private readonly List<string> _changes = [];
    private readonly List<string> _rows = [];

    /// <summary>The writes that were announced, as JSON.</summary>
    public IReadOnlyList<string> Changes => _changes;

    public RowLedger Open(bool isNew) =>
        new(static () => { }, () => new File(_changes), () => new File(_rows), TimeProvider.System, isNew);

    /// <summary>A process that announced this write and ended before it learned the outcome.</summary>
    public MemoryLedger EndedAfter(RowChange change)
    {
        using var ledger = Open(isNew: true);
        ledger.Announce(change);
        return this;
    }

    private sealed class File(List<string> lines) : IJournalFile
    {
        public IReadOnlyList<string> Open() => [.. lines];

        public void Append(string line) => lines.Add(line);

        public void FlushToDisk() { }

        public void Dispose() { }
    }
}
