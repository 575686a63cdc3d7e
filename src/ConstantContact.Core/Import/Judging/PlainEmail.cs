using ConstantContact.Core.Contacts;
using ConstantContact.Core.Import.Chunks;
#if NET
using System.Numerics;
using System.Runtime.Intrinsics;
#endif

namespace ConstantContact.Core.Import.Judging;

/// <summary>
/// Recognises addresses about which there is nothing to say: before the @ letters, digits, <c>_ - +</c> and single dots inside; after it
/// labels of letters and digits with single hyphens inside, at least two, the last of which begins with a letter. Other addresses may
/// be good too: <see cref="ContactText.CheckEmail"/> alone decides that.
/// </summary>
internal static class PlainEmail
{
    private const int LongestLocalPart = 64;

    private const int LongestDomain = 62;

    /// <param name="text">A cell of a <see cref="PlainRecord"/>.</param>
    public static bool Is(ReadOnlySpan<char> text)
    {
#if NET
        if (Vector256.IsHardwareAccelerated && text.Length <= 64)
        {
            return IsShort(text);
        }
#endif
        return IsByCharacter(text);
    }

#if NET
    /// <summary>Of up to 64 characters: a bit for each, in one number for each kind of character.</summary>
    internal static bool IsShort(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[64];
        bytes.Clear();
        ByteBuffer.PutAscii(text, bytes);
        Vector512<byte> all = Vector512.Create<byte>(bytes);
        ulong digits = InRange(all, (byte)'0', 9);
        ulong letters = InRange(all | Vector512.Create((byte)0x20), (byte)'a', 25);
        ulong dots = Equal(all, (byte)'.');
        ulong hyphens = Equal(all, (byte)'-');
        ulong signs = Equal(all, (byte)'_') | Equal(all, (byte)'+');
        ulong at = Equal(all, (byte)'@');

        // Below the @ and above it; one @ alone.
        ulong used = ulong.MaxValue >> (64 - text.Length);
        ulong local = at - 1;
        ulong domain = used & ~(local | at);
        ulong usual = letters | digits | dots | hyphens;
        if (text.IsEmpty || BitOperations.PopCount(at) != 1 || local == 0 || ((usual | signs) & local) != local || (usual & domain) != domain)
        {
            return false;
        }

        // Dots before the @, and dots and hyphens after it, stand neither beside one another nor at an end.
        ulong localDots = dots & local;
        ulong domainDots = dots & domain;
        ulong breaks = domainDots | (hyphens & domain) | at;
        return ((localDots | at) & (localDots << 1)) == 0 && (localDots & 1) == 0
            && (breaks & (breaks << 1)) == 0 && breaks >> (text.Length - 1) == 0
            && domainDots != 0 && (letters >> (BitOperations.Log2(domainDots) + 1) & 1) != 0
            && BitOperations.PopCount(domain) <= LongestDomain;
    }

    private static ulong InRange(Vector512<byte> all, byte first, byte more) =>
        Vector512.LessThanOrEqual(all - Vector512.Create(first), Vector512.Create(more)).ExtractMostSignificantBits();

    private static ulong Equal(Vector512<byte> all, byte one) => Vector512.Equals(all, Vector512.Create(one)).ExtractMostSignificantBits();
#endif

    internal static bool IsByCharacter(ReadOnlySpan<char> text)
    {
        int at = text.IndexOf('@');
        if (at is < 1 or > LongestLocalPart || text.Length - at - 1 > LongestDomain)
        {
            return false;
        }

        bool dot = true;
        foreach (char c in text.Slice(0, at))
        {
            if (c == '.' ? dot : !(IsLetterOrDigit(c) || c is '_' or '-' or '+'))
            {
                return false;
            }

            dot = c == '.';
        }

        if (dot)
        {
            return false;
        }

        int labels = 0;
        bool boundary = true;
        bool letterFirst = false;
        char before = '.';
        foreach (char c in text.Slice(at + 1))
        {
            if (IsLetterOrDigit(c))
            {
                labels += before == '.' ? 1 : 0;
                letterFirst = before == '.' ? c > '9' : letterFirst;
                boundary = false;
            }
            else if (boundary || c is not ('.' or '-'))
            {
                return false;
            }
            else
            {
                boundary = true;
            }

            before = c;
        }

        return !boundary && labels > 1 && letterFirst;
    }

    private static bool IsLetterOrDigit(char c) => (uint)((c | 0x20) - 'a') <= 'z' - 'a' || (uint)(c - '0') <= 9;
}
