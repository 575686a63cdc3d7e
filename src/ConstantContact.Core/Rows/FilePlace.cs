using System.IO;

namespace ConstantContact.Core.Rows;

/// <summary>
/// A place of its own in an open file, so that several readers can read the file in turns. Not for concurrent use.
/// </summary>
internal sealed class FilePlace(FileStream file, long start) : Stream
{
    private long _next = start;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        file.Position = _next;
        var read = file.Read(buffer, offset, count);
        _next += read;
        return read;
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
