using System.IO;
using System.Security.Cryptography;
using System.Text;

namespace ConstantContact.Core.Base;

/// <summary>SHA-256 hashes, mostly as lower-case hexadecimal digits.</summary>
public static class Digest
{
    private const int WholeHash = 32;

    /// <param name="text">Hashed as UTF-8.</param>
    /// <param name="bytes">The number of leading bytes to return; each becomes two digits.</param>
    public static string Of(string text, int bytes = WholeHash)
    {
        var content = Encoding.UTF8.GetBytes(text);
        return Of(content, content.Length, bytes);
    }

    /// <param name="content">The buffer.</param>
    /// <param name="count">The number of bytes at its beginning that are hashed.</param>
    /// <param name="bytes">The number of leading bytes to return; each becomes two digits.</param>
    public static string Of(byte[] content, int count, int bytes = WholeHash)
    {
#if NET
        return Text(SHA256.HashData(content.AsSpan(0, count)), bytes);
#else
        using var sha = SHA256.Create();
        return Text(sha.ComputeHash(content, 0, count), bytes);
#endif
    }

    /// <summary>The hash in Base64, as content security policies have it.</summary>
    /// <param name="text">Hashed as UTF-8.</param>
    public static string Base64Of(string text)
    {
        using var sha = SHA256.Create();
        return Convert.ToBase64String(sha.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Hashes the rest of a stream.</summary>
    public static string Of(Stream content)
    {
        using var sha = SHA256.Create();
        return Text(sha.ComputeHash(content), WholeHash);
    }

    private static string Text(byte[] hash, int bytes) =>
        BitConverter.ToString(hash, 0, bytes).Replace("-", string.Empty).ToLowerInvariant();
}
