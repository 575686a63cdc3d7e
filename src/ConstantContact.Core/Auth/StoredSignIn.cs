using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Auth;

/// <summary>
/// A sign-in as stored, with everything needed to continue it. It includes the access token, so that processes that
/// share a store share the token, and only one of them requests the next one.
/// </summary>
public sealed class StoredSignIn
{
    private const string Format = "ConstantContact.SignIn";

    private StoredSignIn() { }

    public string? ClientId { get; private init; }

    public Uri? AuthUri { get; private init; }

    public IReadOnlyList<string> Scopes { get; private init; } = [];

    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>When the access token was issued, by this machine's clock.</summary>
    public DateTimeOffset? IssuedAt { get; private init; }

    public bool HasRefreshToken => RefreshToken is not null;

    internal string? ClientSecret { get; private init; }

    internal AccessToken? Access { get; private init; }

    internal string? RefreshToken { get; private init; }

    /// <summary>Only a refresh token that the user gave; nothing else is known yet.</summary>
    internal static StoredSignIn Seed(AppCredentials app, Uri authUri, string refreshToken) =>
        new()
        {
            ClientId = app.ClientId,
            ClientSecret = app.Secret,
            AuthUri = authUri,
            RefreshToken = refreshToken,
        };

    internal static StoredSignIn From(
        AppCredentials app,
        Uri authUri,
        TokenAnswer answer,
        StoredSignIn? before,
        DateTimeOffset now
    ) =>
        new()
        {
            ClientId = app.ClientId,
            ClientSecret = app.Secret,
            AuthUri = authUri,
            Access = answer.Access,
            IssuedAt = now,

            // Calculated from expires_in and our own clock, so that a wrong clock does no harm.
            ExpiresAt = answer.Life is { } life ? now + life : answer.Access.ExpiresAt,
            Scopes =
                answer.Scope?.Split([' '], StringSplitOptions.RemoveEmptyEntries)
                ?? answer.Access.Scopes
                ?? before?.Scopes
                ?? [],

            // The answer may omit a long-lived refresh token, which means that the old one stays valid.
            RefreshToken = answer.RefreshToken ?? before?.RefreshToken,
        };

    /// <summary>
    /// Parses the content of a store: our own text, or only a refresh token, as an administrator enters it into a vault
    /// by hand.
    /// </summary>
    /// <returns>Null if the text is empty.</returns>
    /// <exception cref="FormatException">The text is neither of these.</exception>
    public static StoredSignIn? Parse(string? text)
    {
        if (text is null || string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        text = text.Trim();
        if (text[0] != '{')
        {
            return text.Any(c => c is <= ' ' or > '~' or '"' or '\\')
                ? throw new FormatException("it is neither a saved sign-in nor a refresh token.")
                : new StoredSignIn { RefreshToken = text };
        }

        try
        {
            var root = CcJson.Parse(Encoding.UTF8.GetBytes(text));
            if (root.Text("format") != Format || root.Number("version") != 1)
            {
                throw new FormatException("it is not in the format that this version of the module writes.");
            }

            return new StoredSignIn
            {
                ClientId = root.Text("client_id"),
                ClientSecret = root.Text("client_secret"),
                AuthUri = root.Text("auth_uri") is { } uri ? new Uri(uri, UriKind.Absolute) : null,
                Scopes = root.Items("scopes").Select(s => s.GetString()!).ToList(),
                Access = root.Text("access_token") is { Length: > 0 } token ? AccessToken.Parse(token) : null,
                IssuedAt = root.Moment("issued_at"),
                ExpiresAt = root.Moment("expires_at"),
                RefreshToken = root.Text("refresh_token"),
            };
        }
        catch (Exception e)
            when (e is JsonException or UriFormatException or InvalidOperationException or Errors.InvalidInputException)
        {
            // Omit the inner message, because it may quote the secret text.
            throw new FormatException("it is damaged.", e);
        }
    }

    /// <summary>The secret text for a store.</summary>
    internal string ToText()
    {
        var root = new JsonObject
        {
            ["format"] = Format,
            ["version"] = 1,
            ["client_id"] = ClientId,
            ["client_secret"] = ClientSecret,
            ["auth_uri"] = AuthUri?.AbsoluteUri,
            ["scopes"] = CcJson.Texts(Scopes),
            ["access_token"] = Access?.Value,
            ["issued_at"] = IssuedAt?.ToString("O", CultureInfo.InvariantCulture),
            ["expires_at"] = ExpiresAt?.ToString("O", CultureInfo.InvariantCulture),
            ["refresh_token"] = RefreshToken,
        };
        return CcJson.ToText(root);
    }

    /// <summary>Fills in what the store did not contain: a bare refresh token becomes a complete sign-in.</summary>
    internal StoredSignIn CompletedWith(AppCredentials app, Uri authUri) =>
        new()
        {
            ClientId = ClientId ?? app.ClientId,
            ClientSecret = ClientSecret ?? app.Secret,
            AuthUri = AuthUri ?? authUri,
            Scopes = Scopes,
            Access = Access,
            IssuedAt = IssuedAt,
            ExpiresAt = ExpiresAt,
            RefreshToken = RefreshToken,
        };

    public override string ToString() => $"sign-in of client {ClientId}";
}
