using System;
using System.IO;
using System.Linq;
using ConstantContact.Core.Import.Judging;
using FsCheck.Xunit;
using Xunit;

namespace ConstantContact.Core.Tests.Import.Judging;

public sealed class KeyLedgerTests
{
    [Property(MaxTest = 200)]
    public bool Sorted_AnyKeysAndAnyMemory_GivesAllInOrder(ulong[] keys, byte memory)
    {
        using var ledger = new KeyLedger(() => new MemoryStream(), 1024 + memory);
        (ulong Key, long Tag)[] wanted = [.. Enumerable.Repeat(keys, 1 + (4000 / Math.Max(1, keys.Length))).SelectMany(k => k).Select((k, i) => (k % 97, (long)i))];
        foreach ((ulong key, long tag) in wanted)
        {
            ledger.Add(new RowKey(key, key), tag);
        }

        return ledger.Sorted().Select(e => (e.Key.High, e.Tag)).SequenceEqual(wanted.OrderBy(w => w.Key).ThenBy(w => w.Tag)) && ledger.Count == wanted.Length;
    }

    [Fact]
    public void Sorted_FilesOfAFolder_AreGoneAfterwards()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        using (var ledger = new KeyLedger(KeyLedger.FilesIn(folder), 2048))
        {
            for (int i = 0; i < 10_000; i++)
            {
                ledger.Add(RowKey.OfEmail($"p{i}@example.com"), i);
            }

            Assert.Equal(10_000, ledger.Sorted().Select(e => e.Tag).Distinct().Count());
            Assert.Equal(10_000, ledger.Sorted().Count());
        }

        Assert.Empty(Directory.GetFiles(folder));
        Directory.Delete(folder);
    }
}
