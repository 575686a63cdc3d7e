using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Http;

/// <summary>
/// An access token and its readable content. The service's tokens are signed JWTs, but the contract does not guarantee
/// it, so any other token is treated as opaque. Nothing is verified here; the service does that.
/// </summary>
public sealed class AccessToken
{
    private AccessToken(string value)
    {
        Value = value;
        Fingerprint = FingerprintOf(value);
    }

    /// <summary>The secret itself. Use it only for the Authorization header.</summary>
    internal string Value { get; }

    /// <summary>Distinguishes tokens without showing them: the beginning of the token's SHA-256 hash.</summary>
    public string Fingerprint { get; }

    /// <summary>The claim <c>cid</c>: the OAuth client id. The service's limits apply to it.</summary>
    public string? ClientId { get; private set; }

    /// <summary>
    /// Distinguishes the users who signed in, without naming them: a hash of the claim <c>uid</c>, or of <c>sub</c>.
    /// Null if the token states neither.
    /// </summary>
    public string? Owner { get; private set; }

    /// <summary>The claim <c>scp</c>: the granted scopes. Null if the token does not state them.</summary>
    public IReadOnlyList<string>? Scopes { get; private set; }

    /// <summary>The claim <c>exp</c>.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Accepts a token as users have it: with surrounding blanks, or with "Bearer" before it.</summary>
    /// <exception cref="InvalidInputException">
    /// The text cannot be a token. The message never contains the value.
    /// </exception>
    public static AccessToken Parse(string text)
    {
        var value = text.Trim();
        if ((value + " ").StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            value = value.Substring("Bearer".Length).Trim();
        }

        foreach (var c in value)
        {
            // The characters that the header allows (RFC 6750, b64token). A line break would allow header injection.
            if (
                c
                is not (
                    (>= 'a' and <= 'z')
                    or (>= 'A' and <= 'Z')
                    or (>= '0' and <= '9')
                    or '-'
                    or '.'
                    or '_'
                    or '~'
                    or '+'
                    or '/'
                    or '='
                )
            )
            {
                throw NoToken("it contains a character that a token cannot have.");
            }
        }

        if (value.Length == 0)
        {
            throw NoToken("it is empty.");
        }

        var token = new AccessToken(value);
        token.ReadClaims();
        return token;
    }

    public override string ToString() => $"access token {Fingerprint}";

    private static InvalidInputException NoToken(string why) =>
        InvalidInputException.Value(
            "Access token",
            value: null,
            why,
            "Give only the access token, exactly as the authorization server returned it."
        );

    private static string FingerprintOf(string value) => "token-" + Digest.Of(value, bytes: 6);

    private void ReadClaims()
    {
        var parts = Value.Split('.');
        if (parts.Length != 3)
        {
            return;
        }

        try
        {
            var claims = CcJson.Parse(FromBase64Url(parts[1]));
            ClientId = claims.Text("cid") is { Length: > 0 } id ? id : null;
            Owner = (claims.Text("uid") ?? claims.Text("sub")) is { Length: > 0 } user
                ? Digest.Of(user, bytes: 8)
                : null;
            Scopes = ScopesOf(claims);
            ExpiresAt =
                claims.Number("exp") is { } seconds && seconds is > 0 and < 253402300800
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                    : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // It has three parts but is not a JWT, so it is opaque.
        }
    }

    // The service writes an array. The claim of the OAuth standard is a single string with blanks.
    private static List<string>? ScopesOf(JsonElement claims)
    {
        if (claims.Member("scp") is not { } scopes)
        {
            return null;
        }

        var result = new List<string>();
        if (scopes.ValueKind == JsonValueKind.String)
        {
            result.AddRange(scopes.GetString()!.Split([' '], StringSplitOptions.RemoveEmptyEntries));
        }
        else
        {
            foreach (var scope in claims.Items("scp"))
            {
                if (scope.ValueKind == JsonValueKind.String)
                {
                    result.Add(scope.GetString()!);
                }
            }
        }

        return result;
    }

    private static byte[] FromBase64Url(string text)
    {
        var padded = text.Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(padded.PadRight(padded.Length + ((4 - (padded.Length % 4)) % 4), '='));
    }
}
