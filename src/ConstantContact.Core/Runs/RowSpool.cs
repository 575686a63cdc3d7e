using System.IO;
using System.Runtime.InteropServices;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Runs;

/// <summary>
/// Rows from the pipeline in a file of the run, so that all of them can be checked before the first is sent, in
/// constant memory, and so that a run can be resumed without them. A cell is one byte a character where that is enough,
/// else UTF-16, so that half a surrogate stays what it is.
/// </summary>
public sealed class RowSpool : IRowSource, IDisposable
{
    internal const byte ShapeRecord = 1;
    internal const byte RowRecord = 2;
    internal const byte DefectRecord = 3;

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
    /// <exception cref="RunNotWritableException"><c>CcRunNotWritable</c>.</exception>
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
            return new RowSpool(SharedFile.OpenRead(path)) { Count = count };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(e);
        }
    }

    /// <summary>
    /// The spool of an earlier process, whose end may have been cut off: of its whole rows at most so many stay, and
    /// more can be added.
    /// </summary>
    /// <exception cref="InvalidInputException"><c>CcInvalidFile</c>.</exception>
    public static RowSpool Reopen(string path, long most)
    {
        try
        {
            var spool = new RowSpool(OwnerOnly.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
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
    /// <exception cref="RunNotWritableException"><c>CcRunNotWritable</c>: the disk is full.</exception>
    public void Add(InputRow row)
    {
        var values = row.Values;
        if (row.Number != Count + 1 || values.Count != row.Headings.Count)
        {
            throw new ArgumentException("The next row, with as many values as headings.", nameof(row));
        }

        var shape = ShapeOf(row.Headings);
        WriteByte(row.Defect is null ? RowRecord : DefectRecord);
        WriteNumber(shape);
        for (var i = 0; i < values.Count; i++)
        {
            WriteText(Cells.Pack(values[i]));
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
        return Digest.Of(_stream);
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

    /// <summary>The rows that are in the spool now. More may be added while these are read.</summary>
    public IEnumerable<InputRow> Read(CancellationToken cancellationToken)
    {
        Flush();
        return new SpoolReader(_stream, Count).Rows(cancellationToken);
    }

    /// <summary>Never fails: rows that a full disk does not take were told of when they were needed.</summary>
    public void Dispose()
    {
        try
        {
            _stream.Dispose();
        }
        catch (IOException)
        {
            // Of the last buffer. The file is closed all the same.
        }
    }

    private void Recover(long most)
    {
        var reader = new SpoolReader(_stream, most);
        long end = 0;
        try
        {
            foreach (var row in reader.Rows(CancellationToken.None))
            {
                Count = row.Number;
                end = reader.Position;
                _shapes.AddRange(reader.Shapes.Skip(_shapes.Count));
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

        _lastShape = _shapes.FindIndex(s =>
            ReferenceEquals(s, headings) || s.SequenceEqual(headings, StringComparer.Ordinal)
        );
        if (_lastShape < 0)
        {
            _lastShape = _shapes.Count;
            _shapes.Add(headings);
            WriteByte(ShapeRecord);
            WriteNumber(headings.Count);
            foreach (var heading in headings)
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
        var rest = (uint)number;
        for (; rest >= 0x80; rest >>= 7)
        {
            _buffer[_used++] = (byte)(rest | 0x80);
        }

        _buffer[_used++] = (byte)rest;
    }

    private void WriteText(string text)
    {
        var narrow = true;
        foreach (var c in text)
        {
            narrow &= c < 0x80;
        }

        WriteNumber((text.Length << 1) | (narrow ? 0 : 1));
        Reserve(narrow ? text.Length : text.Length * 2);
        if (narrow)
        {
            foreach (var c in text)
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
        new("CcInvalidFile", $"The rows of the run cannot be read: {e.Message}", "Import the rows again.", e);
}
