using System.Security.Cryptography;
using System.Text;

namespace ConstantContact.Core.Auth;

/// <summary>The secret of one sign-in and its S256 challenge (RFC 7636).</summary>
internal sealed class Pkce
{
    public Pkce()
    {
        Verifier = RandomText();
        using var sha = SHA256.Create();
        Challenge = Base64Url(sha.ComputeHash(Encoding.ASCII.GetBytes(Verifier)));
    }

    public string Verifier { get; }

    public string Challenge { get; }

    /// <summary>43 random characters that cannot be guessed.</summary>
    public static string RandomText()
    {
        var bytes = new byte[32];
        using var random = RandomNumberGenerator.Create();
        random.GetBytes(bytes);
        return Base64Url(bytes);
    }

    private static string Base64Url(byte[] bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
