using System;
using System.Buffers.Binary;
using System.Threading;

namespace ConstantContact.Emulator.Accounts;

/// <summary>
/// New ids. Real ones are time-based UUIDs (version 1) that end in a hardware-like node, so clients must
/// not insist on version 4; neither does the emulator hand those out.
/// </summary>
/// <param name="now">The account's time.</param>
internal sealed class IdSource(Func<DateTimeOffset> now)
{
    private static readonly long Epoch = new DateTimeOffset(1582, 10, 15, 0, 0, 0, TimeSpan.Zero).UtcTicks;
    private static int _instances;
    private long _last;

    // Emulators in one process differ here, so that a state carried from one to another cannot collide.
    private int _sequence = Interlocked.Increment(ref _instances) & 0x3FFF;

    /// <summary>
    /// The input of the next id besides the time. Put back after a request that changed nothing, so that ids follow
    /// from the changes alone and come out the same when those are played again.
    /// </summary>
    internal (long Last, int Sequence) Position
    {
        get => (_last, _sequence);
        set => (_last, _sequence) = value;
    }

    internal Guid Next()
    {
        _last = Math.Max(now().UtcTicks - Epoch, _last + 1);
        return Compose(_last, _sequence);
    }

    internal static Guid Compose(long ticks, int sequence) =>
        new(
            unchecked((int)ticks),
            unchecked((short)(ticks >> 32)),
            unchecked((short)(0x1000 | ((ticks >> 48) & 0x0FFF))),
            (byte)(0x80 | (sequence >> 8)),
            (byte)sequence,
            0xFA,
            0x16,
            0x3E,
            0x1C,
            0xE5,
            0x70
        );

    /// <summary>The parts from which <see cref="Compose"/> made the id.</summary>
    internal static (long Ticks, int Sequence) Decompose(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        var ticks =
            ((long)(BinaryPrimitives.ReadUInt16BigEndian(bytes[6..]) & 0x0FFF) << 48)
            | ((long)BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]) << 32)
            | BinaryPrimitives.ReadUInt32BigEndian(bytes);
        return (ticks, BinaryPrimitives.ReadUInt16BigEndian(bytes[8..]) & 0x3FFF);
    }
}
