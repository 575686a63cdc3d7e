using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Http;

/// <summary>
/// An access token and what can be read off it. The service's tokens are signed JWTs, but the contract does not say so:
/// one that is not is taken as opaque. Nothing here is verified; that is the service's business.
/// </summary>
public sealed class AccessToken
{
    private AccessToken(string value)
    {
        Value = value;
        Fingerprint = FingerprintOf(value);
    }

    /// <summary>The secret itself, for the Authorization header only.</summary>
    internal string Value { get; }

    /// <summary>Tells tokens apart without showing them: the beginning of the SHA-256 of the token.</summary>
    public string Fingerprint { get; }

    /// <summary>The claim <c>cid</c>: the OAuth client id, to which the service's limits apply.</summary>
    public string? ClientId { get; private set; }

    /// <summary>The claim <c>scp</c>: the granted scopes. Null where the token does not say.</summary>
    public IReadOnlyList<string>? Scopes { get; private set; }

    /// <summary>The claim <c>exp</c>.</summary>
    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>Takes a token as a user has it: with blanks around it, or with "Bearer" before it.</summary>
    /// <exception cref="InvalidInputException">It cannot be a token. The value is never part of the message.</exception>
    public static AccessToken Parse(string text)
    {
        var value = text.Trim();
        if ((value + " ").StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            value = value.Substring("Bearer".Length).Trim();
        }

        foreach (var c in value)
        {
            // What may stand in the header (RFC 6750, b64token); a line break would let more headers in.
            if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-' or '.' or '_' or '~' or '+' or '/' or '='))
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
        InvalidInputException.Value("Access token", value: null, why, "Give only the access token, exactly as the authorization server returned it.");

    private static string FingerprintOf(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
#if NET
        var hash = SHA256.HashData(bytes);
#else
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(bytes);
#endif
        var text = new StringBuilder("token-");
        for (var i = 0; i < 6; i++)
        {
            text.Append(hash[i].ToString("x2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

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
            Scopes = ScopesOf(claims);
            ExpiresAt = claims.Number("exp") is { } seconds && seconds is > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            // Three parts and yet no JWT: opaque.
        }
    }

    // The service writes an array; the OAuth standard's own claim is one string with blanks.
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
