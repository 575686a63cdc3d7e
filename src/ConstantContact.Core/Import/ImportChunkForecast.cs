using ConstantContact.Core.Import.Chunks;

namespace ConstantContact.Core.Import;

/// <summary>One request of a forecast.</summary>
public sealed class ImportChunkForecast
{
    internal ImportChunkForecast(ImportChunk chunk, string body)
    {
        Number = chunk.Number;
        Rows = chunk.Rows;
        Bytes = chunk.Bytes;
        FirstRow = chunk.FirstRow;
        LastRow = chunk.LastRow;
        Body = body;
    }

    public int Number { get; }

    public int Rows { get; }

    public int Bytes { get; }

    public long FirstRow { get; }

    public long LastRow { get; }

    /// <summary>The body, cut after some thousand characters.</summary>
    public string Body { get; }
}
