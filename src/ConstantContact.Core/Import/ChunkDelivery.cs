using ConstantContact.Core.Import.Chunks;

namespace ConstantContact.Core.Import;

/// <summary>Takes a complete chunk, and disposes it.</summary>
/// <param name="chunk">As it was made.</param>
/// <param name="renew">To be called right before the chunk leaves.</param>
/// <param name="cancellationToken">Ends the delivery.</param>
/// <returns>False to stop the sending.</returns>
internal delegate Task<bool> ChunkDelivery(ImportChunk chunk, ChunkRenewal renew, CancellationToken cancellationToken);

/// <summary>Looks again for contacts that are held back, if the last look was long ago, and takes their rows out of the chunk.</summary>
/// <param name="wasAsked">A question was open for any time, so the last look is too old in any case.</param>
/// <returns>The chunk to send; null if no row is left.</returns>
internal delegate Task<ImportChunk?> ChunkRenewal(bool wasAsked);
