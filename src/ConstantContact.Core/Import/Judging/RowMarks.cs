namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// The marks of all rows, by their place from 1: a byte a row is all that an import keeps of each in memory.
/// </summary>
internal sealed class RowMarks
{
    private const int PageBits = 16;
    private const int PageLength = 1 << PageBits;

    private readonly List<byte[]> _pages = [];

    public RowMark this[long place]
    {
        get =>
            (place - 1) >> PageBits is var page && page < _pages.Count
                ? (RowMark)_pages[(int)page][(place - 1) & (PageLength - 1)]
                : RowMark.Send;
        set
        {
            var page = (int)((place - 1) >> PageBits);
            while (_pages.Count <= page)
            {
                _pages.Add(new byte[PageLength]);
            }

            _pages[page][(place - 1) & (PageLength - 1)] = (byte)value;
        }
    }

    /// <summary>Those of the rows after a place up to another.</summary>
    public byte[] ToBytes(long after, long through)
    {
        var bytes = new byte[through - after];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)this[after + i + 1];
        }

        return bytes;
    }
}
