using System.Runtime.InteropServices;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// Stands for an address or number in sets of millions: 16 bytes instead of a string. Two different ones share a key with
/// a chance of about n²/2¹²⁹.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RowKey : IEquatable<RowKey>, IComparable<RowKey>
{
    private const ulong Factor = 0x9FB21C651E98DF25UL;

    private const ulong OtherFactor = 0xD6E8FEB86659FD93UL;

    /// <summary>The low half of every SMS number's key; of an address's with a chance of 2⁻⁶⁴.</summary>
    public const ulong SmsMark = ulong.MaxValue;

    public RowKey(ulong a, ulong b)
    {
        High = a;
        Low = b;
    }

    public ulong High { get; }

    public ulong Low { get; }

    /// <summary>Addresses are one without regard to case.</summary>
    public static RowKey OfEmail(ReadOnlySpan<char> address)
    {
        (ulong a, ulong b) = (14695981039346656037UL ^ (ulong)address.Length, 0x9E3779B97F4A7C15UL);
        ReadOnlySpan<byte> rest = MemoryMarshal.AsBytes(address);
        for (; rest.Length >= sizeof(ulong); rest = rest.Slice(sizeof(ulong)))
        {
            Mix(ref a, ref b, ToLower(MemoryMarshal.Read<ulong>(rest)));
        }

        if (rest.Length > 0)
        {
            Span<byte> last = stackalloc byte[sizeof(ulong)];
            last.Clear();
            rest.CopyTo(last);
            Mix(ref a, ref b, ToLower(MemoryMarshal.Read<ulong>(last)));
        }

        // Once more, so that what came last reaches all bits.
        Mix(ref a, ref b, 0);
        return new RowKey(a, b);
    }

    /// <summary>The last ten digits, so that a country code makes no difference. Null where there are fewer.</summary>
    public static RowKey? OfSmsNumber(string number)
    {
        ulong digits = 0;
        int count = 0;
        foreach (char c in number)
        {
            if (c is >= '0' and <= '9')
            {
                digits = ((digits % 1_000_000_000UL) * 10) + (ulong)(c - '0');
                count++;
            }
        }

        return count < 10 ? null : new RowKey(digits, SmsMark);
    }

    private static void Mix(ref ulong a, ref ulong b, ulong characters)
    {
        a = unchecked((a ^ characters) * Factor);
        a ^= a >> 32;
        b = unchecked((b + characters) * OtherFactor);
        b ^= b >> 32;
    }

    /// <summary>Four characters at once, each in its sixteen bits.</summary>
    private static ulong ToLower(ulong characters)
    {
        if ((characters & 0xFF80_FF80_FF80_FF80) != 0)
        {
            return ToLowerOneByOne(characters);
        }

        // The seventh bit of each: set where the character is at least 'A', and where it is beyond 'Z'.
        ulong fromA = characters + 0x003F_003F_003F_003F;
        ulong beyondZ = characters + 0x0025_0025_0025_0025;
        return characters | (((fromA ^ beyondZ) & 0x0080_0080_0080_0080) >> 2);
    }

    private static ulong ToLowerOneByOne(ulong characters)
    {
        ulong lower = 0;
        for (int shift = 0; shift < 64; shift += 16)
        {
            lower |= (ulong)char.ToLowerInvariant((char)(characters >> shift)) << shift;
        }

        return lower;
    }

    public int CompareTo(RowKey other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    public bool Equals(RowKey other) => High == other.High && Low == other.Low;

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode() => unchecked((int)(High ^ (High >> 32) ^ Low));

    public static bool operator ==(RowKey a, RowKey b) => a.Equals(b);

    public static bool operator !=(RowKey a, RowKey b) => !a.Equals(b);

    public static bool operator <(RowKey a, RowKey b) => a.CompareTo(b) < 0;

    public static bool operator >(RowKey a, RowKey b) => a.CompareTo(b) > 0;

    public static bool operator <=(RowKey a, RowKey b) => a.CompareTo(b) <= 0;

    public static bool operator >=(RowKey a, RowKey b) => a.CompareTo(b) >= 0;
}
