using ConstantContact.Core.Import.Chunks;

namespace ConstantContact.Core.Import;

/// <summary>The forecast of an import, found by writing the chunks without sending them.</summary>
public sealed class ImportForecast
{
    internal ImportForecast(
        IReadOnlyList<ImportChunkForecast> chunks,
        long rows,
        long bytes,
        long suppressed,
        long duplicates,
        string? firstBody
    )
    {
        Chunks = chunks;
        Rows = rows;
        Bytes = bytes;
        Suppressed = suppressed;
        Duplicates = duplicates;
        FirstBody = firstBody;
    }

    public IReadOnlyList<ImportChunkForecast> Chunks { get; }

    public long Rows { get; }

    public long Bytes { get; }

    public long Suppressed { get; }

    public long Duplicates { get; }

    /// <summary>Requests that send, one per chunk; waiting for the results costs at least as many again.</summary>
    public int Requests => Chunks.Count;

    /// <summary>The first chunk's body, cut after some thousand characters; null where there is none.</summary>
    public string? FirstBody { get; }
}
