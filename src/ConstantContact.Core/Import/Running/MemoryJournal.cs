using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Import.Running;

/// <summary>For runs that are not resumed.</summary>
internal sealed class MemoryJournal : IJournalFile
{
    public IReadOnlyList<string> Open() => [];

    public void Append(string line) { }

    public void FlushToDisk() { }

    public void Dispose() { }
}
