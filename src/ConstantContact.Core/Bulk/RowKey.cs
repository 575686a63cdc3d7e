using System;
using System.Runtime.InteropServices;

namespace ConstantContact.Core.Bulk;

/// <summary>
/// Stands for an address or number in sets of millions: 16 bytes instead of a string. Two different ones share a key with
/// a chance of about n²/2¹²⁹.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RowKey : IEquatable<RowKey>, IComparable<RowKey>
{
    private const ulong Prime = 1099511628211UL;

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
        (ulong a, ulong b) = (14695981039346656037UL, 0x9E3779B97F4A7C15UL);
        foreach (char c in address)
        {
            char lower = c < 0x80 ? (uint)(c - 'A') <= 'Z' - 'A' ? (char)(c | 0x20) : c : char.ToLowerInvariant(c);
            a = unchecked((a ^ lower) * Prime);
            b = unchecked((b + lower) * 0xD6E8FEB86659FD93UL);
            b ^= b >> 32;
        }

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
