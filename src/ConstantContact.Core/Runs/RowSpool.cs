using System.IO;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>
/// Rows from the pipeline in a file of the run, so that all of them can be checked before the first is sent, in constant memory,
/// and so that a run can be resumed without them. A cell is one byte a character where that is enough, else UTF-16, so
/// that half a surrogate stays what it is.
/// </summary>
public sealed class RowSpool : IRowSource, IDisposable
{
    private const byte ShapeRecord = 1;
    private const byte RowRecord = 2;
    private const byte DefectRecord = 3;

    private readonly Stream _stream;
    private readonly List<IReadOnlyList<string>> _shapes = [];
    private byte[] _buffer = new byte[1 << 16];
    private int _used;
    private int _lastShape = -1;

    /// <param name="stream">Read and write; closed with the spool.</param>
    public RowSpool(Stream stream) => _stream = stream;

    public string? Name => null;

    public long Count { get; private set; }

    /// <summary>A new spool in a file that its owner alone can read.</summary>
    /// <exception cref="InvalidInputException"><c>CcRunNotWritable</c>.</exception>
    public static RowSpool Create(string path)
    {
        try
        {
            return new RowSpool(OwnerOnly.Open(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunErrors.NotWritable(path, e);
        }
    }

    /// <summary>The spool of an earlier process, to be read.</summary>
    /// <exception cref="InvalidInputException"><c>CcInvalidFile</c>.</exception>
    public static RowSpool Open(string path, long count)
    {
        try
        {
            return new RowSpool(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read)) { Count = count };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>The spool of an earlier process, whose end may have been cut off: of its whole rows at most so many stay, and more can be added.</summary>
    /// <exception cref="InvalidInputException"><c>CcInvalidFile</c>.</exception>
    public static RowSpool Reopen(string path, long most)
    {
        try
        {
            var spool = new RowSpool(new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
            try
            {
                spool.Recover(most);
                return spool;
            }
            catch
            {
                spool.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e);
        }
    }

    /// <param name="row">The next one: its number is <see cref="Count"/> + 1.</param>
    /// <exception cref="InvalidInputException"><c>CcRunNotWritable</c>: the disk is full.</exception>
    public void Add(InputRow row)
    {
        IReadOnlyList<string?> values = row.Values;
        if (row.Number != Count + 1 || values.Count != row.Headings.Count)
        {
            throw new ArgumentException("The next row, with as many values as headings.", nameof(row));
        }

        int shape = ShapeOf(row.Headings);
        WriteByte(row.Defect is null ? RowRecord : DefectRecord);
        WriteNumber(shape);
        for (int i = 0; i < values.Count; i++)
        {
            WriteText(values[i] ?? "");
        }

        if (row.Defect is { } defect)
        {
            WriteText(defect.Column ?? "");
            WriteText(defect.Message);
            WriteText(defect.Remedy);
        }

        Count++;
    }

    /// <summary>Brings all rows onto the disk, so that the run survives the process.</summary>
    /// <returns>SHA-256 of what was written.</returns>
    public string Complete()
    {
        FlushToDisk();
        _stream.Position = 0;
        using var sha = SHA256.Create();
        return BitConverter.ToString(sha.ComputeHash(_stream)).Replace("-", "").ToLowerInvariant();
    }

    /// <summary>Returns when the rows would survive the loss of power.</summary>
    public void FlushToDisk()
    {
        Flush();
        if (_stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
    }

    public IRowCursor Open(CancellationToken cancellationToken)
    {
        Flush();
        return new Cursor(_stream, Count, cancellationToken);
    }

    public void Dispose() => _stream.Dispose();

    private void Recover(long most)
    {
        using var cursor = new Cursor(_stream, most, CancellationToken.None);
        long end = 0;
        try
        {
            while (cursor.MoveNext())
            {
                Count = cursor.Number;
                end = cursor.Position;
                _shapes.AddRange(cursor.Shapes.Skip(_shapes.Count));
            }
        }
        catch (InvalidInputException)
        {
            // The process ended in the middle of a row.
        }

        _stream.SetLength(end);
    }

    private int ShapeOf(IReadOnlyList<string> headings)
    {
        if (_lastShape >= 0 && ReferenceEquals(_shapes[_lastShape], headings))
        {
            return _lastShape;
        }

        _lastShape = _shapes.FindIndex(s => ReferenceEquals(s, headings) || s.SequenceEqual(headings, StringComparer.Ordinal));
        if (_lastShape < 0)
        {
            _lastShape = _shapes.Count;
            _shapes.Add(headings);
            WriteByte(ShapeRecord);
            WriteNumber(headings.Count);
            foreach (string heading in headings)
            {
                WriteText(heading);
            }
        }

        return _lastShape;
    }

    private void WriteByte(byte value)
    {
        Reserve(1);
        _buffer[_used++] = value;
    }

    private void WriteNumber(int number)
    {
        Reserve(5);
        uint rest = (uint)number;
        for (; rest >= 0x80; rest >>= 7)
        {
            _buffer[_used++] = (byte)(rest | 0x80);
        }

        _buffer[_used++] = (byte)rest;
    }

    private void WriteText(string text)
    {
        bool narrow = true;
        foreach (char c in text)
        {
            narrow &= c < 0x80;
        }

        WriteNumber((text.Length << 1) | (narrow ? 0 : 1));
        Reserve(narrow ? text.Length : text.Length * 2);
        if (narrow)
        {
            foreach (char c in text)
            {
                _buffer[_used++] = (byte)c;
            }
        }
        else
        {
            MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(_buffer.AsSpan(_used));
            _used += text.Length * 2;
        }
    }

    private void Reserve(int size)
    {
        if (_buffer.Length - _used >= size)
        {
            return;
        }

        Flush();
        if (size > _buffer.Length)
        {
            _buffer = new byte[size];
        }
    }

    private void Flush()
    {
        if (_used == 0)
        {
            return;
        }

        try
        {
            _stream.Seek(0, SeekOrigin.End); // whoever reads meanwhile stands somewhere else
            _stream.Write(_buffer, 0, _used);
            _stream.Flush();
        }
        catch (IOException e)
        {
            throw RunErrors.NotWritable((_stream as FileStream)?.Name ?? "memory", e);
        }

        _used = 0;
    }

    private static InvalidInputException Unreadable(Exception e) =>
        new("CcInvalidFile", $"The rows of the run cannot be read: {e.Message}", "Import the rows anew.", e);

    private sealed class Cursor : IRowCursor
    {
        // No plain cell has it.
        private const char CellEnd = '\t';

        private readonly Stream _stream;
        private readonly long _count;
        private readonly CancellationToken _cancellationToken;
        private readonly List<IReadOnlyList<string>> _shapes = [];
        private readonly byte[] _bytes = new byte[1 << 16];
        private char[] _chars = new char[1024];
        private int[] _ends = [];
        private int[] _plainEnds = [];
        private int _length;
        private int _position;
        private long _streamPosition;
        private string[]? _defectTexts;

        public Cursor(Stream stream, long count, CancellationToken cancellationToken)
        {
            _stream = stream;
            _count = count;
            _cancellationToken = cancellationToken;
        }

        public long Number { get; private set; }

        /// <summary>Where the row ends.</summary>
        public long Position => _streamPosition - (_length - _position);

        /// <summary>All shapes that came until here.</summary>
        public IReadOnlyList<IReadOnlyList<string>> Shapes => _shapes;

        public IReadOnlyList<string> Headings { get; private set; } = [];

        public PlainRecord Plain
        {
            get
            {
                var text = new ReadOnlySpan<char>(_chars, 0, Headings.Count == 0 ? 0 : _ends[Headings.Count - 1]);
                Span<int> ends = _plainEnds.AsSpan(0, Headings.Count);
                return PlainRecord.TryFind(text, CellEnd, ends) ? new PlainRecord(text, ends) : default;
            }
        }

        public RowFinding? Defect => _defectTexts is { } texts
            ? RowFinding.Unreadable(Number, texts[0].Length == 0 ? null : texts[0], texts[1], texts[2])
            : null;

        public bool MoveNext()
        {
            _cancellationToken.ThrowIfCancellationRequested();
            if (Number == _count)
            {
                return false;
            }

            byte record = ReadByte();
            while (record == ShapeRecord)
            {
                string[] headings = new string[ReadNumber()];
                for (int i = 0; i < headings.Length; i++)
                {
                    headings[i] = ReadString();
                }

                _shapes.Add(headings);
                record = ReadByte();
            }

            int shape = ReadNumber();
            if (record is not (RowRecord or DefectRecord) || shape >= _shapes.Count)
            {
                throw Broken();
            }

            Headings = _shapes[shape];
            if (_ends.Length < Headings.Count)
            {
                (_ends, _plainEnds) = (new int[Headings.Count], new int[Headings.Count]);
            }

            for (int i = 0, start = 0; i < Headings.Count; i++)
            {
                int end = ReadText(start);
                _ends[i] = end;
                _chars[end] = CellEnd;
                start = end + 1;
            }

            Number++;
            _defectTexts = record == DefectRecord ? [ReadString(), ReadString(), ReadString()] : null;
            return true;
        }

        private ReadOnlySpan<char> Cell(int index)
        {
            int start = index == 0 ? 0 : _ends[index - 1] + 1;
            return new ReadOnlySpan<char>(_chars, start, _ends[index] - start);
        }

        public InputRow ToRow()
        {
            string?[] values = new string?[Headings.Count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Cell(i).ToString();
            }

            return new InputRow(Number, null, Headings, values) { Defect = Defect };
        }

        public void Dispose()
        {
        }

        private byte ReadByte()
        {
            if (_position == _length)
            {
                Fill();
            }

            return _bytes[_position++];
        }

        // The stream is shared with the writer, so its position is ours only while we read.
        private void Fill()
        {
            _stream.Position = _streamPosition;
            _length = _stream.Read(_bytes, 0, _bytes.Length);
            _streamPosition += _length;
            _position = 0;
            if (_length == 0)
            {
                throw Broken();
            }
        }

        private int ReadNumber()
        {
            uint number = 0;
            for (int shift = 0; shift < 35; shift += 7)
            {
                byte next = ReadByte();
                number |= (uint)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return (int)number;
                }
            }

            throw Broken();
        }

        /// <summary>Appends the next text to the characters of the row; returns where they end now.</summary>
        private int ReadText(int start)
        {
            int header = ReadNumber();
            int length = header >> 1;
            if (_chars.Length <= start + length)
            {
                Array.Resize(ref _chars, Math.Max(_chars.Length * 2, start + length + 1));
            }

            if ((header & 1) == 0 && _length - _position >= length)
            {
                Widen(_bytes.AsSpan(_position, length), _chars.AsSpan(start));
                _position += length;
            }
            else if ((header & 1) == 0)
            {
                for (int i = 0; i < length; i++)
                {
                    _chars[start + i] = (char)ReadByte();
                }
            }
            else
            {
                Span<byte> target = MemoryMarshal.AsBytes(_chars.AsSpan(start, length));
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = ReadByte();
                }
            }

            return start + length;
        }

        private static void Widen(ReadOnlySpan<byte> bytes, Span<char> chars)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                chars[i] = (char)bytes[i];
            }
        }

        private string ReadString()
        {
            char[] before = _chars;
            _chars = new char[64];
            int length = ReadText(0);
            string text = new(_chars, 0, length);
            _chars = before;
            return text;
        }

        private static InvalidInputException Broken() =>
            new("CcInvalidFile", "The file with the rows of the run is not whole.", "Import the rows anew.");
    }
}
