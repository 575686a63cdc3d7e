using System.Buffers;
using System.IO;

namespace ConstantContact.Core.Http;

/// <summary>
/// An answer that is read only up to a limit, so that an endless answer cannot fill the memory. Keeps the first bytes
/// for the error message about an unreadable answer.
/// </summary>
internal sealed class BoundedStream : Stream
{
    private const int HeadLength = 512;

    private readonly Stream _inner;

    private readonly long _limit;

    private readonly Func<long, Exception> _tooLarge;

    private readonly Action? _came;

    private byte[] _head = ArrayPool<byte>.Shared.Rent(HeadLength);

    private int _headLength;

    private long _read;

    /// <param name="inner">The answer. Closed together with this stream.</param>
    /// <param name="limit">The maximum number of bytes.</param>
    /// <param name="tooLarge">Creates the exception for a larger answer.</param>
    /// <param name="came">Called whenever data was read.</param>
    public BoundedStream(Stream inner, long limit, Func<long, Exception> tooLarge, Action? came = null)
    {
        _inner = inner;
        _limit = limit;
        _tooLarge = tooLarge;
        _came = came;
    }

    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _headLength);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        Note(buffer.AsSpan(offset, count), _inner.Read(buffer, offset, count));

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
#if NET
        return await ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
#else
        var read = await _inner.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        return Note(buffer.AsSpan(offset, count), read);
#endif
    }

#if NET
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Note(buffer.Span, read);
    }
#endif

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            var head = _head;
            _head = [];
            _headLength = 0;
            if (head.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(head, clearArray: true);
            }
        }

        base.Dispose(disposing);
    }

    private int Note(ReadOnlySpan<byte> buffer, int read)
    {
        if (read > 0)
        {
            _came?.Invoke();
        }

        var rest = Math.Min(Math.Min(_head.Length, HeadLength) - _headLength, read);
        if (rest > 0)
        {
            buffer.Slice(0, rest).CopyTo(_head.AsSpan(_headLength));
            _headLength += rest;
        }

        _read += read;
        return _read <= _limit ? read : throw _tooLarge(_limit);
    }
}
