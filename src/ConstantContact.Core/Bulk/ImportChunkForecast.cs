namespace ConstantContact.Core.Bulk;

/// <summary>One request of a forecast.</summary>
public sealed class ImportChunkForecast
{
    internal ImportChunkForecast(ImportChunk chunk)
    {
        Number = chunk.Number;
        Rows = chunk.Rows;
        Bytes = chunk.Bytes;
        FirstRow = chunk.FirstRow;
        LastRow = chunk.LastRow;
    }

    public int Number { get; }

    public int Rows { get; }

    public int Bytes { get; }

    public long FirstRow { get; }

    public long LastRow { get; }
}
