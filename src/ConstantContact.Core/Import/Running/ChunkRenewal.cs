using ConstantContact.Core.Import.Chunks;

namespace ConstantContact.Core.Import.Running;

/// <summary>
/// Looks again for contacts that are held back, if the last look was long ago, and takes their rows out of the chunk.
/// </summary>
/// <param name="wasAsked">A question was open for any time, so the last look is too old in any case.</param>
/// <returns>The chunk to send; null if no row is left.</returns>
internal delegate Task<ImportChunk?> ChunkRenewal(bool wasAsked);
