using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Http;

/// <summary>The rule for every address that receives a secret.</summary>
internal static class ServiceAddress
{
    /// <exception cref="InvalidInputException">The address would expose the secret.</exception>
    public static void Check(string what, Uri address, string example)
    {
        if (!IsSafe(address))
        {
            throw InvalidInputException.Value(
                what,
                address.IsAbsoluteUri ? address.GetLeftPart(UriPartial.Path) : address.OriginalString,
                "a token is sent only over https. Only this machine itself (loopback) may use http.",
                $"Give an https address such as {example}."
            );
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
        {
            // The value is not shown, because the user part may contain a password.
            throw InvalidInputException.Value(
                what,
                value: null,
                "it must not contain a user name, query or fragment.",
                $"Give only the address, such as {example}."
            );
        }
    }

    /// <summary>True for https, and for http on this machine.</summary>
    public static bool IsSafe(Uri address) =>
        address.IsAbsoluteUri
        && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));
}
