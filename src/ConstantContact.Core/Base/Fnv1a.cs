namespace ConstantContact.Core.Base;

/// <summary>FNV-1a with 64 bits: tells things apart and damage from content; no protection against anybody.</summary>
internal static class Fnv1a
{
    public const ulong Seed = 14695981039346656037UL;

    public static ulong Hash(ReadOnlySpan<byte> bytes, ulong seed = Seed)
    {
        var hash = seed;
        foreach (var b in bytes)
        {
            hash = unchecked((hash ^ b) * 1099511628211UL);
        }

        return hash;
    }
}
