using System;
using System.Collections.Generic;
using System.Text.Json.Nodes;

namespace ConstantContact.Emulator.OAuth;

/// <summary>The token endpoint's good answer.</summary>
/// <param name="AccessToken">A JWT.</param>
/// <param name="RefreshToken">Null: offline_access was not asked for, or the old one goes on.</param>
/// <param name="Scopes">What was granted.</param>
/// <param name="Life">Of the access token.</param>
internal sealed record IssuedTokens(
    string AccessToken,
    string? RefreshToken,
    IReadOnlyList<string> Scopes,
    TimeSpan Life
)
{
    internal JsonObject ToJson()
    {
        var answer = new JsonObject
        {
            ["token_type"] = "Bearer",
            ["expires_in"] = (long)Life.TotalSeconds,
            ["access_token"] = AccessToken,
            ["scope"] = string.Join(' ', Scopes),
        };
        if (RefreshToken is not null)
        {
            answer["refresh_token"] = RefreshToken;
        }

        return answer;
    }
}
