namespace ConstantContact.Core.Base;

/// <summary>
/// The 64-bit FNV-1a hash: distinguishes values and detects damage. It does not protect against tampering.
/// </summary>
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
