using System;
using System.Runtime.InteropServices;

namespace ConstantContact.Core.Bulk;

/// <summary>
/// Stands for an address or number in sets of millions: 16 bytes instead of a string. Two different ones share a key with
/// a chance of about n²/2¹²⁹.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RowKey : IEquatable<RowKey>
{
    private const ulong Prime = 1099511628211UL;

    private readonly ulong _a;
    private readonly ulong _b;

    private RowKey(ulong a, ulong b)
    {
        _a = a;
        _b = b;
    }

    /// <summary>Addresses are one without regard to case.</summary>
    public static RowKey OfEmail(string address)
    {
        (ulong a, ulong b) = (14695981039346656037UL, 0x9E3779B97F4A7C15UL);
        foreach (char c in address)
        {
            char lower = char.ToLowerInvariant(c);
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

        return count < 10 ? null : new RowKey(digits, ulong.MaxValue);
    }

    public bool Equals(RowKey other) => _a == other._a && _b == other._b;

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode() => unchecked((int)(_a ^ (_a >> 32) ^ _b));
}
