using System.Runtime.InteropServices;

namespace ConstantContact.Core.Import.Chunks;

/// <summary>A row of a chunk, and where its bytes are.</summary>
/// <param name="Number">The row's number in the input.</param>
/// <param name="Start">The place of its first byte in the body.</param>
/// <param name="End">The place behind its last byte.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ChunkRow(long Number, int Start, int End);
