using System.Buffers;
#if NET
using System.Runtime.Intrinsics;
#endif

namespace ConstantContact.Core.Import.Chunks;

/// <summary>Bytes that grow out of a pool and can be cut back to an earlier length, for "write the row, then see whether it fits".</summary>
internal sealed class ByteBuffer : IBufferWriter<byte>
{
    /// <summary>In bytes.</summary>
    public const int WideBlock = 32;

    private byte[] _bytes;

    public ByteBuffer(int capacity) => _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => new(_bytes, 0, Length);

    public void CutTo(int length) => Length = length;

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    public void Write(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    public void WriteUtf8(string text)
    {
        Reserve(System.Text.Encoding.UTF8.GetMaxByteCount(text.Length));
        Length += System.Text.Encoding.UTF8.GetBytes(text, 0, text.Length, _bytes, Length);
    }

    /// <summary>
    /// Copies a few bytes without asking how many: of what is behind them both sides have <see cref="WideBlock"/> more, which are copied
    /// too and are to be overwritten. Twice as fast as asking, for texts as short as cells.
    /// </summary>
    public static void CopyWide(ReadOnlySpan<byte> from, Span<byte> to, int length)
    {
#if NET
        int done = 0;
        do
        {
            Vector256.Create(from.Slice(done)).CopyTo(to.Slice(done));
            done += WideBlock;
        }
        while (done < length);
#else
        from.Slice(0, length).CopyTo(to);
#endif
    }

    /// <summary>Text of ASCII alone, into bytes that were asked for.</summary>
    public static void PutAscii(ReadOnlySpan<char> text, Span<byte> bytes)
    {
#if NET
        System.Text.Ascii.FromUtf16(text, bytes, out _);
#else
        for (int i = 0; i < text.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }
#endif
    }

    /// <summary>Hands the bytes over; the buffer starts anew, with room for as many.</summary>
    public ArraySegment<byte> Detach()
    {
        var taken = new ArraySegment<byte>(_bytes, 0, Length);
        _bytes = ArrayPool<byte>.Shared.Rent(Length);
        Length = 0;
        return taken;
    }

    public void Release()
    {
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = [];
        Length = 0;
    }

    private void Reserve(int size)
    {
        if (_bytes.Length - Length >= Math.Max(size, 1))
        {
            return;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + Math.Max(size, 256)));
        Buffer.BlockCopy(_bytes, 0, larger, 0, Length);
        ArrayPool<byte>.Shared.Return(_bytes, clearArray: true);
        _bytes = larger;
    }
}
