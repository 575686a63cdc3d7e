using System;
using System.Buffers.Binary;
using System.Threading;

namespace ConstantContact.Emulator.Accounts;

/// <summary>
/// New ids. Real ones are time-based UUIDs (version 1) that end in a hardware-like node, so clients must
/// not insist on version 4; neither does the emulator hand those out.
/// </summary>
internal sealed class IdSource(TimeProvider clock)
{
    private static readonly long Epoch = new DateTimeOffset(1582, 10, 15, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private static int _instances;

    // Emulators in one process differ here, so that a state carried from one to another cannot collide.
    private readonly int _sequence = Interlocked.Increment(ref _instances) & 0x3FFF;
    private long _last;

    internal Guid Next()
    {
        var ticks = clock.GetUtcNow().UtcTicks - Epoch;
        ticks = _last = Math.Max(ticks, _last + 1);
        return Compose(ticks, _sequence);
    }

    internal static Guid Compose(long ticks, int sequence) => new(
        unchecked((int)ticks), unchecked((short)(ticks >> 32)), unchecked((short)(0x1000 | ((ticks >> 48) & 0x0FFF))),
        (byte)(0x80 | (sequence >> 8)), (byte)sequence, 0xFA, 0x16, 0x3E, 0x1C, 0xE5, 0x70);

    /// <summary>What <see cref="Compose"/> made the id of.</summary>
    internal static (long Ticks, int Sequence) Decompose(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var ticks = ((long)(BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x0FFF) << 48)
            | ((long)BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) << 32)
            | BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return (ticks, BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]) & 0x3FFF);
    }
}
