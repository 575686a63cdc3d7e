using System.Text.Json;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Auth;

/// <summary>The token endpoint's good answer.</summary>
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

    /// <summary>Null: there is none, or the one that was used goes on.</summary>
    public string? RefreshToken { get; }

    public string? Scope { get; }

    /// <summary><c>expires_in</c>, in seconds although the vendor's OpenAPI document calls it an instant.</summary>
    public TimeSpan? Life { get; }

    /// <exception cref="JsonException">No access token in it.</exception>
    public static TokenAnswer Parse(ReadOnlySpan<byte> utf8)
    {
        var answer = CcJson.Parse(utf8);
        return new TokenAnswer(
            AccessToken.Parse(answer.RequiredText("access_token")),
            answer.Text("refresh_token") is { Length: > 0 } refresh ? refresh : null,
            answer.Text("scope"),
            answer.Number("expires_in") is { } seconds && seconds is > 0 and < 31_536_000 ? TimeSpan.FromSeconds(seconds) : null);
    }
}
