using System;
using System.Collections.Generic;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Tests.Import;

/// <summary>A journal's file that loses what was not flushed, and a process that can be killed at any step.</summary>
internal sealed class TestJournal(List<string> disk) : IJournalFile
{
    private readonly List<string> _unflushed = [];

    /// <summary>Steps until the kill; below zero: never.</summary>
    public int KillAfter { get; set; } = -1;

    public IReadOnlyList<string> Disk => disk;

    public IReadOnlyList<string> Open() => [.. disk];

    public void Append(string line)
    {
        Step();
        _unflushed.Add(line);
    }

    public void FlushToDisk()
    {
        Step();
        disk.AddRange(_unflushed);
        _unflushed.Clear();
    }

    public void Dispose() { }

    public void Step()
    {
        if (KillAfter-- == 0)
        {
            throw new KilledException();
        }
    }

    internal sealed class KilledException : Exception;
}
