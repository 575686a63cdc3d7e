using ConstantContact.Core.Columns;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Chunks;

/// <summary>
/// Turns rows into request bodies that the service takes whole. Beyond 4 MB or 40,000 lines it drops the rest and still
/// answers 201, so both are kept here and counted on the bytes that are sent. One chunk's bytes are in memory at a
/// time.
/// </summary>
public abstract class ChunkWriter : IDisposable
{
    private readonly int _maxBytes;
    private readonly int _maxRows;
    private readonly List<ChunkRow> _rows = [];

    private protected ChunkWriter(int maxBytes, int maxRows)
    {
        _maxBytes = maxBytes;
        _maxRows = maxRows;
        Buffer = new ByteBuffer(1 << 16);
    }

    /// <summary>The number of the chunk that is being written. It grows with each chunk that is taken.</summary>
    public int Number { get; set; } = 1;

    /// <summary>Rows in the chunk that is being written.</summary>
    public int Rows => _rows.Count;

    /// <summary>Bytes the chunk would have if it were taken now.</summary>
    public int Bytes => Buffer.Length + TailLength;

    private protected ByteBuffer Buffer { get; }

    /// <summary>Bytes that <see cref="WriteTail"/> will add.</summary>
    private protected abstract int TailLength { get; }

    private protected abstract string ContentType { get; }

    /// <summary>Offers a valid row. The order of offers is the order of the entries.</summary>
    public ChunkFit Offer(RowValues row)
    {
        if (!Begin(row.Plan))
        {
            return ChunkFit.Full;
        }

        var before = Buffer.Length;
        if (_rows.Count > 0)
        {
            Buffer.Write(Separator);
        }

        var start = Buffer.Length;
        WriteRow(row);
        if (Bytes >= _maxBytes || IsOver)
        {
            Buffer.CutTo(before);
            Undo();
            return _rows.Count == 0 ? ChunkFit.TooLarge : ChunkFit.Full;
        }

        _rows.Add(new ChunkRow(row.Row.Number, start, Buffer.Length));
        return ChunkFit.Added;
    }

    /// <summary>Completes the chunk and starts the next. Null where it has no rows.</summary>
    public ImportChunk? Take()
    {
        if (_rows.Count == 0)
        {
            return null;
        }

        WriteTail();
        var chunk = new ImportChunk(Number, Buffer.Detach(), ContentType, [.. _rows]);
        _rows.Clear();
        Number++;
        return chunk;
    }

    public void Dispose()
    {
        Buffer.Release();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    private protected virtual void Dispose(bool disposing) { }

    /// <summary>
    /// False where a row of this plan cannot stand in the same chunk as the ones before, whatever its size.
    /// </summary>
    private protected virtual bool CanFollow(ColumnPlan plan) => true;

    /// <summary>True where the row that was just written is too much in another respect than bytes.</summary>
    private protected virtual bool IsOver => false;

    /// <summary>The row that was written last is taken back.</summary>
    private protected virtual void Undo() { }

    private protected abstract void WriteHead(ColumnPlan plan);

    /// <summary>Stands between two rows.</summary>
    private protected virtual ReadOnlySpan<byte> Separator => default;

    private protected abstract void WriteRow(RowValues row);

    private protected abstract void WriteTail();

    private bool Begin(ColumnPlan plan)
    {
        if (_rows.Count >= _maxRows || !CanFollow(plan))
        {
            return false;
        }

        if (_rows.Count == 0)
        {
            Buffer.CutTo(0);
            WriteHead(plan);
        }

        return true;
    }
}
