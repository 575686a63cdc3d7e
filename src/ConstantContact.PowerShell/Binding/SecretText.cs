using System.Net;
using System.Security;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Reads the text of a secure string.</summary>
internal static class SecretText
{
    /// <param name="secret">The value of a parameter.</param>
    /// <param name="what">Names the value in the error, such as "The code".</param>
    /// <exception cref="InvalidInputException"><c>CcInvalidValue</c>: it is empty.</exception>
    internal static string Read(SecureString secret, string what)
    {
        var text = new NetworkCredential("", secret).Password;
        return string.IsNullOrWhiteSpace(text)
            ? throw InvalidInputException.Value(
                what,
                value: null,
                "it is empty.",
                "Give the value as a SecureString, for instance from Read-Host -AsSecureString."
            )
            : text;
    }
}
