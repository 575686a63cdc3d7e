using System.Management.Automation;
using System.Security;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;

namespace ConstantContact.PowerShell.Binding;

/// <summary>The parameters that name the application: a client id and a secret, or both in one credential.</summary>
internal static class AppParameters
{
    /// <exception cref="InvalidInputException">
    /// <c>CcInvalidValue</c>: the parameters exclude each other, or one of them is empty.
    /// </exception>
    internal static AppCredentials Read(string? clientId, SecureString? clientSecret, PSCredential? credential)
    {
        if (credential is null)
        {
            return new AppCredentials(
                clientId ?? "",
                clientSecret is null ? null : SecretText.Read(clientSecret, "The client secret")
            );
        }

        return clientId is null && clientSecret is null
            ? new AppCredentials(credential.UserName, credential.GetNetworkCredential().Password)
            : throw InvalidInputException.Value(
                "ClientCredential",
                value: null,
                "it replaces the client id and secret, so they cannot be given as well.",
                "Give either -ClientCredential, or -ClientId and -ClientSecret."
            );
    }
}
