namespace ConstantContact.Core.Import.Chunks;

/// <summary>The result of offering a row to a chunk.</summary>
public enum ChunkFit
{
    Added,

    /// <summary>It does not fit any more: take the chunk, then offer the row again.</summary>
    Full,

    /// <summary>It alone is larger than a chunk may be.</summary>
    TooLarge,
}
