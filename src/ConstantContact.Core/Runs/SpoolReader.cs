using System.IO;
using System.Runtime.InteropServices;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Runs;

/// <summary>Reads the rows that a <see cref="RowSpool"/> wrote, once, from first to last.</summary>
internal sealed class SpoolReader
{
    private readonly Stream _stream;
    private readonly long _count;
    private readonly List<IReadOnlyList<string>> _shapes = [];
    private readonly byte[] _bytes = new byte[1 << 16];
    private char[] _chars = new char[1024];
    private int _length;
    private int _position;
    private long _streamPosition;

    /// <param name="stream">Shared with the writer: its position is ours only while we read.</param>
    /// <param name="count">So many rows are read.</param>
    public SpoolReader(Stream stream, long count)
    {
        _stream = stream;
        _count = count;
    }

    /// <summary>Where the row ends that was read last.</summary>
    public long Position => _streamPosition - (_length - _position);

    /// <summary>All headings that came until here.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Shapes => _shapes;

    /// <exception cref="InvalidInputException"><c>CcInvalidFile</c>: the file breaks off.</exception>
    public IEnumerable<InputRow> Rows(CancellationToken cancellationToken)
    {
        for (long number = 1; number <= _count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return ReadRow(number);
        }
    }

    private InputRow ReadRow(long number)
    {
        var record = ReadByte();
        for (; record == RowSpool.ShapeRecord; record = ReadByte())
        {
            var headings = new string[ReadNumber()];
            for (var i = 0; i < headings.Length; i++)
            {
                headings[i] = ReadText();
            }

            _shapes.Add(headings);
        }

        var shape = ReadNumber();
        if (record is not (RowSpool.RowRecord or RowSpool.DefectRecord) || shape >= _shapes.Count)
        {
            throw Broken();
        }

        var values = new object?[_shapes[shape].Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Cells.Unpack(ReadText());
        }

        return new InputRow(number, null, _shapes[shape], values)
        {
            Defect = record == RowSpool.DefectRecord ? ReadDefect(number) : null,
        };
    }

    private RowFinding ReadDefect(long number)
    {
        var column = ReadText();
        return RowFinding.Unreadable(number, column.Length == 0 ? null : column, ReadText(), ReadText());
    }

    private byte ReadByte()
    {
        if (_position == _length)
        {
            Fill();
        }

        return _bytes[_position++];
    }

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
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = ReadByte();
            number |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (int)number;
            }
        }

        throw Broken();
    }

    private string ReadText()
    {
        var header = ReadNumber();
        var length = header >> 1;
        if (length == 0)
        {
            return "";
        }

        if (_chars.Length < length)
        {
            Array.Resize(ref _chars, Math.Max(_chars.Length * 2, length));
        }

        if ((header & 1) == 0)
        {
            for (var i = 0; i < length; i++)
            {
                _chars[i] = (char)ReadByte();
            }
        }
        else
        {
            var target = MemoryMarshal.AsBytes(_chars.AsSpan(0, length));
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = ReadByte();
            }
        }

        return new string(_chars, 0, length);
    }

    private static InvalidInputException Broken() =>
        new("CcInvalidFile", "The file with the rows of the run is incomplete.", "Import the rows again.");
}
