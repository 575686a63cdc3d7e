using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ConstantContact.PowerShell.Session;

/// <summary>Creates a file name for any parts. The same parts always give the same name.</summary>
internal static class StableName
{
    internal static string Of(params string[] parts)
    {
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(string.Join("\n", parts)));
        return string.Concat(hash.Take(12).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
    }
}
