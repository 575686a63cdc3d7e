using System.Buffers.Binary;
using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// Writes an <see cref="AllowanceState"/> as bytes: 64-bit integers, lowest byte first. The file has room for two
/// records, which are written in turn. If a process is killed while it writes one, the other one remains. It holds the
/// state before the request, which was then not sent.
/// </summary>
internal static class AllowanceRecord
{
    /// <summary>The size of one record, in bytes: enough for a thousand turns and all processes.</summary>
    public const int Room = 12 * 1024;

    // "CcAllow3". A different format gets a different mark and file name.
    private const long Mark = 0x33776F6C6C416343;

    // The positions of the header's members, in 64-bit units.
    private const int LengthAt = 1;

    private const int SequenceAt = 2;

    private const int ChecksumAt = 3;

    private const int TakenAt = 11;

    private const int ProcessesAt = 12;

    private const int HeaderLength = 13;

    private const int ProcessLength = 4;

    private const int MostTaken = (Room / sizeof(long)) - HeaderLength - (AllowanceState.MostProcesses * ProcessLength);

    /// <summary>Writes the state into the record's room. Returns the number of bytes used.</summary>
    public static int Write(AllowanceState state, long sequence, Span<byte> room)
    {
        // Only the latest turns matter.
        var skipped = Math.Max(0, state.Taken.Count - MostTaken);
        var length = HeaderLength + state.Taken.Count - skipped + (state.Processes.Count * ProcessLength);
        Put(room, 0, Mark);
        Put(room, LengthAt, length);
        Put(room, SequenceAt, sequence);
        Put(room, 4, state.Day);
        Put(room, 5, state.Used);
        Put(room, 6, state.UsedByOthers);
        Put(room, 7, state.RefusedLimit);
        Put(room, 8, state.NextSlot);
        Put(room, 9, state.PausedUntil);
        Put(room, 10, state.Stamp);
        Put(room, TakenAt, state.Taken.Count - skipped);
        Put(room, ProcessesAt, state.Processes.Count);
        var at = HeaderLength;
        for (var i = skipped; i < state.Taken.Count; i++)
        {
            Put(room, at++, state.Taken[i]);
        }

        foreach (var process in state.Processes)
        {
            Put(room, at++, process.Id);
            Put(room, at++, process.ProcessId);
            Put(room, at++, process.Requests);
            Put(room, at++, process.LastAt);
        }

        Put(room, ChecksumAt, Checksum(room, length));
        return length * sizeof(long);
    }

    /// <summary>
    /// The sequence number of the record; the later record has the higher one. Null if there is no record or it is
    /// damaged.
    /// </summary>
    public static long? SequenceOf(ReadOnlySpan<byte> room)
    {
        if (room.Length < HeaderLength * sizeof(long) || Get(room, 0) != Mark)
        {
            return null;
        }

        var length = Get(room, LengthAt);
        return
            length >= HeaderLength
            && length * sizeof(long) <= room.Length
            && Get(room, ChecksumAt) == Checksum(room, (int)length)
            && length == HeaderLength + Get(room, TakenAt) + (Get(room, ProcessesAt) * ProcessLength)
            ? Get(room, SequenceAt)
            : null;
    }

    /// <summary>Reads a record that <see cref="SequenceOf"/> found to be intact.</summary>
    public static void Read(ReadOnlySpan<byte> room, AllowanceState state)
    {
        state.Clear();
        state.Day = (int)Get(room, 4);
        state.Used = Get(room, 5);
        state.UsedByOthers = Get(room, 6);
        state.RefusedLimit = Get(room, 7);
        state.NextSlot = Get(room, 8);
        state.PausedUntil = Get(room, 9);
        state.Stamp = Get(room, 10);
        var at = HeaderLength;
        for (var left = Get(room, TakenAt); left > 0; left--)
        {
            state.Taken.Add(Get(room, at++));
        }

        for (var left = Get(room, ProcessesAt); left > 0; left--, at += ProcessLength)
        {
            state.Processes.Add(
                new ProcessCount(Get(room, at), (int)Get(room, at + 1), Get(room, at + 2), Get(room, at + 3))
            );
        }
    }

    private static void Put(Span<byte> room, int at, long value) =>
        BinaryPrimitives.WriteInt64LittleEndian(room.Slice(at * sizeof(long)), value);

    private static long Get(ReadOnlySpan<byte> room, int at) =>
        BinaryPrimitives.ReadInt64LittleEndian(room.Slice(at * sizeof(long)));

    // Covers everything except itself.
    private static long Checksum(ReadOnlySpan<byte> room, int length) =>
        unchecked(
            (long)
                Fnv1a.Hash(
                    room.Slice((ChecksumAt + 1) * sizeof(long), (length - ChecksumAt - 1) * sizeof(long)),
                    Fnv1a.Hash(room.Slice(0, ChecksumAt * sizeof(long)))
                )
        );
}
