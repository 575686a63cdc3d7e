using System;
using System.Buffers.Binary;
using System.IO;
using System.Security.Cryptography;
using System.Threading;

namespace ConstantContact.Emulator.Persistence;

/// <summary>
/// A file that only grows, of records that are there whole or not at all: length, the length's complement, eight bytes
/// of the content's SHA-256, content. What a killed process or a lost power leaves of the last one is cut off at the
/// next start; a record that is damaged before the end is an error, because acknowledged ones follow it.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private const int HeadLength = 16;

    private readonly FileStream _file;
    private readonly Lock _flushing = new();
    private long _written;
    private long _durable;
    private volatile bool _isBroken;

    private JournalFile(FileStream file)
    {
        _file = file;
        _written = _durable = file.Length;
    }

    /// <summary>Bytes written.</summary>
    internal long Length => Volatile.Read(ref _written);

    internal static JournalFile Create(string path) =>
        new(OwnerFile.Open(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0));

    /// <summary>Opens a file, plays its records in order, and cuts off what is torn at its end.</summary>
    /// <exception cref="InvalidDataException">The file is damaged before its end.</exception>
    internal static JournalFile Open(string path, Action<ReadOnlyMemory<byte>> play)
    {
        var file = OwnerFile.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            var end = Play(file, play);
            if (end < file.Length)
            {
                file.SetLength(end);
                file.Flush(flushToDisk: true);
            }

            file.Position = end;
            return new JournalFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends a record. One at a time.</summary>
    /// <returns>What to hand to <see cref="WaitUntilDurable"/>.</returns>
    /// <exception cref="IOException">It could not be written; nothing can be from here on.</exception>
    internal long Append(ReadOnlySpan<byte> content)
    {
        ThrowIfBroken();
        var record = new byte[HeadLength + content.Length];
        BinaryPrimitives.WriteInt32LittleEndian(record, content.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), ~content.Length);
        SHA256.HashData(content).AsSpan(0, 8).CopyTo(record.AsSpan(8));
        content.CopyTo(record.AsSpan(HeadLength));
        try
        {
            _file.Write(record);
        }
        catch
        {
            // Half a record may stand there now, and nothing may follow it.
            _isBroken = true;
            throw;
        }

        return Interlocked.Add(ref _written, record.Length);
    }

    /// <exception cref="IOException">An earlier write failed.</exception>
    internal void ThrowIfBroken()
    {
        if (_isBroken)
        {
            throw new IOException("The account can no longer be written to its folder; an earlier write failed.");
        }
    }

    /// <summary>
    /// Returns when everything up to the mark is on the disk. Those who wait at the same time share one flush.
    /// </summary>
    internal void WaitUntilDurable(long mark)
    {
        lock (_flushing)
        {
            if (_durable >= mark)
            {
                return;
            }

            var end = Length;
            try
            {
                _file.Flush(flushToDisk: true);
            }
            catch
            {
                _isBroken = true;
                throw;
            }

            _durable = end;
        }
    }

    /// <summary>
    /// Closes the file, whose content lives on in a snapshot that is on the disk: nobody has to wait for it any more.
    /// </summary>
    internal void Retire()
    {
        lock (_flushing)
        {
            _durable = long.MaxValue;
            _file.Dispose();
        }
    }

    public void Dispose() => _file.Dispose();

    private static long Play(FileStream file, Action<ReadOnlyMemory<byte>> play)
    {
        using var source = new BufferedStream(new Borrowed(file), 1 << 20);
        var head = new byte[HeadLength];
        long at = 0;
        while (true)
        {
            if (source.ReadAtLeast(head, HeadLength, throwOnEndOfStream: false) < HeadLength)
            {
                return at;
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(head);
            if (length != ~BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(4)) || length < 0)
            {
                // After a power cut a file may be longer than what was written of it: then nothing but zeros follows.
                return IsZero(head) && IsZero(source) ? at : throw Damaged(at);
            }

            var end = at + HeadLength + length;
            if (end > file.Length)
            {
                return at;
            }

            var content = new byte[length];
            source.ReadExactly(content);
            if (!SHA256.HashData(content).AsSpan(0, 8).SequenceEqual(head.AsSpan(8)))
            {
                return end == file.Length ? at : throw Damaged(at);
            }

            play(content);
            at = end;
        }
    }

    private static bool IsZero(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) < 0;

    private static bool IsZero(Stream rest)
    {
        for (var next = rest.ReadByte(); next >= 0; next = rest.ReadByte())
        {
            if (next != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static InvalidDataException Damaged(long at) =>
        new($"The journal is damaged at byte {at}, and more follows. It is left as it is.");

    /// <summary>A buffer around the file must not close it.</summary>
    private sealed class Borrowed(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
