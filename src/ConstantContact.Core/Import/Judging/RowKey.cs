using System.Runtime.InteropServices;

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// Stands for an address or number in sets of millions: 16 bytes instead of a string. Two different ones share a key
/// with a chance of about n²/2¹²⁹.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RowKey(ulong High, ulong Low)
{
    /// <summary>The low half of every SMS number's key; of an address's with a chance of 2⁻⁶⁴.</summary>
    private const ulong SmsMark = ulong.MaxValue;

    /// <summary>Addresses are one without regard to case.</summary>
    public static RowKey OfEmail(string address)
    {
        (var a, var b) = (14695981039346656037UL, 0x9E3779B97F4A7C15UL);
        var lower = address.ToLowerInvariant().AsSpan();
        foreach (var four in MemoryMarshal.Cast<char, ulong>(lower))
        {
            Mix(ref a, ref b, four);
        }

        foreach (var c in lower.Slice(lower.Length & ~3))
        {
            Mix(ref a, ref b, c);
        }

        // Once more, so that what came last reaches all bits.
        Mix(ref a, ref b, 0);
        return new RowKey(a, b);
    }

    /// <summary>The last ten digits, so that a country code makes no difference. Null where there are fewer.</summary>
    public static RowKey? OfSmsNumber(string number)
    {
        ulong digits = 0;
        var count = 0;
        foreach (var c in number)
        {
            if (c is >= '0' and <= '9')
            {
                digits = ((digits % 1_000_000_000UL) * 10) + (ulong)(c - '0');
                count++;
            }
        }

        return count < 10 ? null : new RowKey(digits, SmsMark);
    }

    /// <summary>The keys of a contact of the account.</summary>
    public static IEnumerable<RowKey> Of(string? email, string? smsNumber)
    {
        if (email is not null)
        {
            yield return OfEmail(email);
        }

        if (smsNumber is not null && OfSmsNumber(smsNumber) is { } key)
        {
            yield return key;
        }
    }

    private static void Mix(ref ulong a, ref ulong b, ulong character)
    {
        a = unchecked((a ^ character) * 0x9FB21C651E98DF25UL);
        a ^= a >> 32;
        b = unchecked((b + character) * 0xD6E8FEB86659FD93UL);
        b ^= b >> 32;
    }
}
