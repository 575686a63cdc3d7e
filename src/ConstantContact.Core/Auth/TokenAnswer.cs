using System.Text.Json;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Auth;

/// <summary>A successful answer of the token endpoint.</summary>
internal sealed class TokenAnswer
{
    private TokenAnswer(AccessToken access, string? refreshToken, string? scope, TimeSpan? life)
    {
        Access = access;
        RefreshToken = refreshToken;
        Scope = scope;
        Life = life;
    }

    public AccessToken Access { get; }

    /// <summary>Null if there is none, or if the previous one stays valid.</summary>
    public string? RefreshToken { get; }

    public string? Scope { get; }

    /// <summary><c>expires_in</c>, in seconds. The vendor's OpenAPI document wrongly calls it an instant.</summary>
    public TimeSpan? Life { get; }

    /// <exception cref="JsonException">The answer contains no access token.</exception>
    public static TokenAnswer Parse(ReadOnlySpan<byte> utf8)
    {
        var answer = CcJson.Parse(utf8);
        return new TokenAnswer(
            AccessToken.Parse(answer.RequiredText("access_token")),
            answer.Text("refresh_token") is { Length: > 0 } refresh ? refresh : null,
            answer.Text("scope"),
            answer.Number("expires_in") is { } seconds && seconds is > 0 and < 31_536_000
                ? TimeSpan.FromSeconds(seconds)
                : null
        );
    }
}
