using System.Text;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Auth;

/// <summary>The application that signs in: its id, and its secret if it has one.</summary>
public sealed class AppCredentials
{
    /// <exception cref="InvalidInputException">The client id is empty.</exception>
    public AppCredentials(string clientId, string? clientSecret)
    {
        ClientId = string.IsNullOrWhiteSpace(clientId)
            ? throw InvalidInputException.Value(
                "Client id",
                value: null,
                "it is empty.",
                "Give the application's client id (API key) from the developer portal."
            )
            : clientId.Trim();
        Secret = string.IsNullOrEmpty(clientSecret) ? null : clientSecret;
    }

    public string ClientId { get; }

    internal string? Secret { get; }

    public override string ToString() => ClientId;

    internal string Basic() => Convert.ToBase64String(Encoding.UTF8.GetBytes(ClientId + ":" + Secret));
}
