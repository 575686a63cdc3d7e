using ConstantContact.Core.Import.Chunks;
#if NET
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
#endif

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// A row in one piece, of which one look told that no cell needs to be escaped in JSON or quoted for anything but a comma, and where
/// in it its cells end. The default is no such row.
/// </summary>
public readonly ref struct PlainRecord
{
    private readonly ReadOnlySpan<char> _text;
    private readonly ReadOnlySpan<int> _ends;

    /// <param name="text">One whose cells <see cref="TryFind"/> found.</param>
    /// <param name="ends">What it noted.</param>
    internal PlainRecord(ReadOnlySpan<char> text, ReadOnlySpan<int> ends)
    {
        _text = text;
        _ends = ends;
    }

    public bool IsKnown => !_ends.IsEmpty;

    public int CellCount => _ends.Length;

    /// <summary>In characters, with what is between the cells.</summary>
    internal int Length => _text.Length;

    /// <summary>A trimmed cell.</summary>
    public ReadOnlySpan<char> this[int index]
    {
        get
        {
            int length = Find(index, out int start);
            return _text.Slice(start, length);
        }
    }

    /// <summary>The whole row as bytes, of which <see cref="Find"/> gives the cells.</summary>
    /// <param name="bytes">Room for <see cref="Length"/>.</param>
    internal void CopyTo(Span<byte> bytes) => ByteBuffer.PutAscii(_text, bytes);

    /// <summary>For a record that stays when the source has moved on.</summary>
    internal void CopyTo(Span<char> text, Span<int> ends)
    {
        _text.CopyTo(text);
        _ends.CopyTo(ends);
    }

    /// <summary>Where a trimmed cell is.</summary>
    /// <param name="index">The cell's.</param>
    /// <param name="start">In characters, or bytes.</param>
    /// <returns>Its length.</returns>
    internal int Find(int index, out int start)
    {
        start = index == 0 ? 0 : _ends[index - 1] + 1;
        int end = _ends[index];
        while (start < end && _text[start] == ' ')
        {
            start++;
        }

        while (start < end && _text[end - 1] == ' ')
        {
            end--;
        }

        return end - start;
    }

    /// <summary>Finds the cells, in one pass over the text.</summary>
    /// <param name="text">All cells with a delimiter between each two. Without quotes every delimiter ends a cell.</param>
    /// <param name="delimiter">The delimiter.</param>
    /// <param name="ends">As many as there are to be cells; where each ends is noted here.</param>
    /// <returns>False: a character is not plain, or there are more or fewer cells.</returns>
    internal static bool TryFind(ReadOnlySpan<char> text, char delimiter, Span<int> ends)
    {
        int found = 0;
        int i = 0;
#if NET
        if (Vector256.IsHardwareAccelerated && text.Length >= Vector256<ushort>.Count)
        {
            ref ushort first = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
            Vector256<ushort> delimiters = Vector256.Create((ushort)delimiter);
            while (i < text.Length)
            {
                // The last one overlaps the one before; what was seen already is masked out.
                int at = Math.Min(i, text.Length - Vector256<ushort>.Count);
                Vector256<ushort> characters = Vector256.LoadUnsafe(ref first, (nuint)at);
                Vector256<ushort> isDelimiter = Vector256.Equals(characters, delimiters);
                Vector256<ushort> isOther = Vector256.GreaterThan(characters - Vector256.Create((ushort)' '), Vector256.Create((ushort)('~' - ' ')))
                    | Vector256.Equals(characters, Vector256.Create((ushort)'"')) | Vector256.Equals(characters, Vector256.Create((ushort)'\\'));
                if (Vector256.AndNot(isOther, isDelimiter) != Vector256<ushort>.Zero)
                {
                    return false;
                }

                uint delimitersHere = isDelimiter.ExtractMostSignificantBits() >> (i - at) << (i - at);
                for (; delimitersHere != 0; delimitersHere &= delimitersHere - 1)
                {
                    if (found == ends.Length)
                    {
                        return false;
                    }

                    ends[found++] = at + BitOperations.TrailingZeroCount(delimitersHere);
                }

                i = at + Vector256<ushort>.Count;
            }
        }
#endif
        for (; i < text.Length; i++)
        {
            char c = text[i];
            if (c == delimiter)
            {
                if (found == ends.Length)
                {
                    return false;
                }

                ends[found++] = i;
            }
            else if (!IsPlain(c))
            {
                return false;
            }
        }

        if (found != ends.Length - 1)
        {
            return false;
        }

        ends[found] = text.Length;
        return true;
    }

    // Letters, digits and the signs that neither JSON nor we have anything to say about.
    private static bool IsPlain(char c) => c is >= ' ' and <= '~' and not ('"' or '\\');
}
