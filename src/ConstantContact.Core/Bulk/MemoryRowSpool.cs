using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace ConstantContact.Core.Bulk;

/// <summary>Rows in blocks of characters: no object per cell, and half a surrogate stays what it is.</summary>
public sealed class MemoryRowSpool : IRowSpool
{
    private const int BlockLength = 1 << 18;

    private readonly List<char[]> _blocks = [];
    private readonly List<IReadOnlyList<string>> _shapes = [];
    private readonly Dictionary<long, RowFinding> _defects = [];
    private int _used = BlockLength;

    public string? Name => null;

    public long Count { get; private set; }

    public void Add(InputRow row)
    {
        IReadOnlyList<string?> values = row.Values;
        if (row.Number != Count + 1 || values.Count != row.Headings.Count)
        {
            throw new ArgumentException("The next row, with as many values as headings.", nameof(row));
        }

        if (row.Defect is { } defect)
        {
            _defects[row.Number] = defect;
        }

        int shape = ShapeOf(row.Headings);
        int length = 2;
        for (int i = 0; i < values.Count; i++)
        {
            length += 2 + (values[i]?.Length ?? 0);
        }

        if (_used + length > BlockLength)
        {
            // A row never straddles blocks; one that is larger than a block has its own.
            _blocks.Add(new char[Math.Max(BlockLength, length)]);
            _used = 0;
        }

        char[] block = _blocks[_blocks.Count - 1];
        WriteNumber(block, ref _used, shape);
        for (int i = 0; i < values.Count; i++)
        {
            string value = values[i] ?? "";
            WriteNumber(block, ref _used, value.Length);
            value.CopyTo(0, block, _used, value.Length);
            _used += value.Length;
        }

        Count++;
        if (_used < block.Length)
        {
            return;
        }

        _used = BlockLength;
    }

    public IEnumerable<InputRow> Read(CancellationToken cancellationToken)
    {
        int block = 0;
        int position = 0;
        for (long number = 1; number <= Count; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (position >= _blocks[block].Length || !HasRow(_blocks[block], position))
            {
                block++;
                position = 0;
            }

            IReadOnlyList<string> headings = _shapes[ReadNumber(_blocks[block], ref position) - 1];
            string?[] values = new string?[headings.Count];
            for (int i = 0; i < values.Length; i++)
            {
                int length = ReadNumber(_blocks[block], ref position);
                values[i] = length == 0 ? "" : new string(_blocks[block], position, length);
                position += length;
            }

            yield return new InputRow(number, null, headings, values) { Defect = _defects.TryGetValue(number, out RowFinding? defect) ? defect : null };
        }
    }

    public void Dispose() => _blocks.Clear();

    // Shapes count from 1, so that the zeros behind a block's last row are none.
    private static bool HasRow(char[] block, int position) => position + 2 <= block.Length && (block[position] != 0 || block[position + 1] != 0);

    private static void WriteNumber(char[] block, ref int position, int number)
    {
        block[position++] = (char)(number >> 16);
        block[position++] = (char)(number & 0xFFFF);
    }

    private static int ReadNumber(char[] block, ref int position) => (block[position++] << 16) | block[position++];

    private int ShapeOf(IReadOnlyList<string> headings)
    {
        for (int i = _shapes.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(_shapes[i], headings) || _shapes[i].SequenceEqual(headings, StringComparer.Ordinal))
            {
                return i + 1;
            }
        }

        _shapes.Add([.. headings]);
        return _shapes.Count;
    }
}
