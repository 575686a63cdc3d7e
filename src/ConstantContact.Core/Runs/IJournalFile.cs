namespace ConstantContact.Core.Runs;

/// <summary>
/// Where a journal is kept. The seam at which tests watch that an entry is on the disk before its request leaves.
/// </summary>
internal interface IJournalFile : IDisposable
{
    /// <summary>
    /// The whole lines that are there; a line that a crash cut off is not among them and is gone after this.
    /// </summary>
    IReadOnlyList<string> Open();

    void Append(string line);

    /// <summary>Returns when what was appended would survive the loss of power.</summary>
    void FlushToDisk();
}
