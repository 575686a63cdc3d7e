using System.IO;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// Any number of keys, given back in order: so duplicates of a whole file are found in bounded memory. What is more than fits
/// into memory goes to the disk as sorted runs, which are merged when they are read. Keys are hashes: the files hold nobody's data.
/// </summary>
internal sealed class KeyLedger : IDisposable
{
    public const int DefaultCapacity = 1 << 20;

    private const int EntryLength = 3;

    private const int Parts = 256;

    private readonly Func<Stream>? _newFile;
    private readonly int _capacity;
    private readonly List<Stream> _runs = [];
    private readonly List<long> _lengths = [];
    private KeyEntry[] _entries = new KeyEntry[1024];
    private int _count;
    private bool _sorted = true;

    /// <param name="newFile">Makes a file for entries that are too many for memory; null keeps all in memory.</param>
    /// <param name="capacity">Entries in memory, of 24 bytes.</param>
    public KeyLedger(Func<Stream>? newFile, int capacity = DefaultCapacity)
    {
        _newFile = newFile;
        _capacity = capacity;
    }

    public long Count { get; private set; }

    /// <summary>A file of the folder that is gone when it is closed.</summary>
    public static Func<Stream> FilesIn(string folder) => () =>
    {
        string path = Path.Combine(folder, "keys-" + Guid.NewGuid().ToString("N") + ".tmp");
        try
        {
            FileStream file = OwnerOnly.Open(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete);
            if (Path.DirectorySeparatorChar == '/')
            {
                File.Delete(path); // unlinked: no kill leaves it behind
            }

            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.NotWritable(path, e);
        }
    };

    public void Add(RowKey key, long tag)
    {
        if (_count == _entries.Length)
        {
            if (_newFile is not null && _count >= _capacity)
            {
                Spill();
            }
            else
            {
                Array.Resize(ref _entries, _newFile is null ? _entries.Length * 2 : Math.Min(_entries.Length * 2, Math.Max(_capacity, _entries.Length + 1)));
            }
        }

        _entries[_count++] = new KeyEntry(key, tag);
        _sorted = false;
        Count++;
    }

    /// <summary>By key, then by tag. Nothing may be added while this is read.</summary>
    public IEnumerable<KeyEntry> Sorted()
    {
        Sort();
        if (_runs.Count == 0)
        {
            for (int i = 0; i < _count; i++)
            {
                yield return _entries[i];
            }

            yield break;
        }

        var heads = new List<RunReader>(_runs.Count + 1);
        for (int i = 0; i < _runs.Count; i++)
        {
            heads.Add(new RunReader(_runs[i], _lengths[i]));
        }

        heads.Add(new RunReader(_entries, _count));
        heads.RemoveAll(h => !h.MoveNext());
        while (heads.Count > 0)
        {
            int least = 0;
            for (int i = 1; i < heads.Count; i++)
            {
                if (heads[i].Current.CompareTo(heads[least].Current) < 0)
                {
                    least = i;
                }
            }

            yield return heads[least].Current;
            if (!heads[least].MoveNext())
            {
                heads.RemoveAt(least);
            }
        }
    }

    public void Dispose()
    {
        foreach (Stream run in _runs)
        {
            run.Dispose();
            if (run is FileStream file && Path.DirectorySeparatorChar != '/')
            {
                File.Delete(file.Name);
            }
        }
    }

    private void Sort()
    {
        if (_sorted)
        {
            return;
        }

        // Into as many parts as a byte has values, each of which fits into the processor's cache, and these side by side.
        int[] starts = Partition();
        Parallel.For(0, Parts, part => Array.Sort(_entries, starts[part], starts[part + 1] - starts[part]));
        _sorted = true;
    }

    /// <summary>Brings the entries into the order of their first byte, in place.</summary>
    /// <returns>Where each part starts, and the end.</returns>
    private int[] Partition()
    {
        int[] starts = new int[Parts + 1];
        for (int i = 0; i < _count; i++)
        {
            starts[PartOf(_entries[i]) + 1]++;
        }

        for (int part = 0; part < Parts; part++)
        {
            starts[part + 1] += starts[part];
        }

        int[] next = (int[])starts.Clone();
        for (int part = 0; part < Parts; part++)
        {
            while (next[part] < starts[part + 1])
            {
                KeyEntry entry = _entries[next[part]];
                int home = PartOf(entry);
                if (home == part)
                {
                    next[part]++;
                }
                else
                {
                    (_entries[next[home]], _entries[next[part]]) = (entry, _entries[next[home]]);
                    next[home]++;
                }
            }
        }

        return starts;
    }

    private static int PartOf(KeyEntry entry) => (int)(entry.Key.High >> 56);

    private void Spill()
    {
        Sort();
        Stream file = _newFile!();
        byte[] bytes = new byte[1 << 16];
        ulong[] numbers = new ulong[bytes.Length / sizeof(ulong) / EntryLength * EntryLength];
        int used = 0;
        for (int i = 0; i <= _count; i++)
        {
            if (i == _count || used == numbers.Length)
            {
                Buffer.BlockCopy(numbers, 0, bytes, 0, used * sizeof(ulong));
                file.Write(bytes, 0, used * sizeof(ulong));
                used = 0;
            }

            if (i < _count)
            {
                numbers[used++] = _entries[i].Key.High;
                numbers[used++] = _entries[i].Key.Low;
                numbers[used++] = (ulong)_entries[i].Tag;
            }
        }

        _runs.Add(file);
        _lengths.Add(_count);
        _count = 0;
        _sorted = true;
    }

    private sealed class RunReader
    {
        private readonly Stream? _file;
        private readonly ulong[] _numbers = [];
        private readonly byte[] _bytes = [];
        private readonly KeyEntry[]? _entries;
        private long _left;
        private long _position;
        private int _next;
        private int _read;

        public RunReader(Stream file, long count)
        {
            _file = file;
            _left = count;
            _bytes = new byte[1 << 16];
            _numbers = new ulong[_bytes.Length / sizeof(ulong) / EntryLength * EntryLength];
        }

        public RunReader(KeyEntry[] entries, int count)
        {
            _entries = entries;
            _left = count;
        }

        public KeyEntry Current { get; private set; }

        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            _left--;
            if (_entries is not null)
            {
                Current = _entries[_next++];
                return true;
            }

            if (_next == _read)
            {
                Fill();
            }

            Current = new KeyEntry(new RowKey(_numbers[_next], _numbers[_next + 1]), (long)_numbers[_next + 2]);
            _next += EntryLength;
            return true;
        }

        private void Fill()
        {
            int wanted = (int)Math.Min(_numbers.Length, (_left + 1) * EntryLength) * sizeof(ulong);
            _file!.Position = _position;
            int length = 0;
            while (length < wanted)
            {
                int read = _file.Read(_bytes, length, wanted - length);
                length = read > 0 ? length + read : throw new EndOfStreamException();
            }

            _position += length;
            Buffer.BlockCopy(_bytes, 0, _numbers, 0, length);
            (_next, _read) = (0, length / sizeof(ulong));
        }
    }
}
