using ConstantContact.Core.Auth;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.PowerShell.Session;

/// <summary>
/// The settings for <c>-FromEnvironment</c>. A blank variable counts as absent, because CI systems set blank variables
/// for missing secrets.
/// </summary>
internal sealed class EnvironmentSettings
{
    internal const string ClientIdVariable = "CONSTANTCONTACT_CLIENT_ID";
    internal const string ClientSecretVariable = "CONSTANTCONTACT_CLIENT_SECRET";
    internal const string RefreshTokenVariable = "CONSTANTCONTACT_REFRESH_TOKEN";
    internal const string AccessTokenVariable = "CONSTANTCONTACT_ACCESS_TOKEN";
    internal const string BaseUriVariable = "CONSTANTCONTACT_BASE_URL";
    internal const string AuthUriVariable = "CONSTANTCONTACT_AUTH_URL";

    internal string? ClientId { get; } = Read(ClientIdVariable);

    internal string? ClientSecret { get; } = Read(ClientSecretVariable);

    internal string? RefreshToken { get; } = Read(RefreshTokenVariable);

    internal string? AccessToken { get; } = Read(AccessTokenVariable);

    internal AppCredentials? App => ClientId is null ? null : new AppCredentials(ClientId, ClientSecret);

    internal static Uri? BaseUri => Address(BaseUriVariable, "https://api.cc.email/v3");

    internal static Uri? AuthUri => Address(AuthUriVariable, OAuthClient.DefaultAuthUri.AbsoluteUri);

    private static string? Read(string name) =>
        Environment.GetEnvironmentVariable(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    private static Uri? Address(string name, string example) =>
        Read(name) switch
        {
            null => null,
            var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) => uri,
            var text => throw InvalidInputException.Value(
                name,
                text,
                "it is not an absolute address.",
                $"Set it to an address such as {example}."
            ),
        };
}
