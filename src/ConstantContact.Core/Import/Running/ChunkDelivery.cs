using ConstantContact.Core.Import.Chunks;

namespace ConstantContact.Core.Import.Running;

/// <summary>Takes a complete chunk, and disposes it.</summary>
/// <param name="chunk">As it was made.</param>
/// <param name="renew">To be called right before the chunk leaves.</param>
/// <param name="cancellationToken">Ends the delivery.</param>
/// <returns>False to stop the sending.</returns>
internal delegate Task<bool> ChunkDelivery(ImportChunk chunk, ChunkRenewal renew, CancellationToken cancellationToken);
