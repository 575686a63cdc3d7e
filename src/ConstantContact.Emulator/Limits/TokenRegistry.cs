using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Text.Json;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.OAuth;

namespace ConstantContact.Emulator.Limits;

/// <summary>
/// The tokens that are accepted: those that the authorization server issued, and fixed ones. Of these, the application
/// each belongs to: what follows a colon in the given text (a colon cannot be part of a token), else the cid claim
/// where the token is a JWT, else one for all.
/// </summary>
internal sealed class TokenRegistry
{
    internal const string DefaultToken = "emulator";
    private const string DefaultClient = "emulator";
    private const string ExpiredToken = "expired";
    private readonly Dictionary<string, string> _clientByToken = new(StringComparer.Ordinal);

    private readonly AuthorizationServer _server;

    internal TokenRegistry(IEnumerable<string> tokens, AuthorizationServer server)
    {
        _server = server;
        foreach (var given in tokens)
        {
            var parts = given.Split(':', 2);
            _clientByToken[parts[0]] = parts.Length == 2 ? parts[1] : ClaimedClient(parts[0]) ?? DefaultClient;
        }

        if (_clientByToken.Count == 0)
        {
            _clientByToken[DefaultToken] = DefaultClient;
        }
    }

    /// <summary>Whose the token in an Authorization header is; null when it is unknown or expired.</summary>
    internal AcceptedToken? Find(string authorization)
    {
        const string Scheme = "Bearer ";
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var token = authorization[Scheme.Length..].Trim();
        return token == ExpiredToken ? null
            : _clientByToken.TryGetValue(token, out var client) ? new AcceptedToken(client, Scopes: null)
            : _server.Read(token);
    }

    private static string? ClaimedClient(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            return JsonText.Parse(Base64Url.DecodeFromChars(parts[1])) is System.Text.Json.Nodes.JsonObject claims
                ? claims.Text("cid")
                : null;
        }
        catch (Exception notOurs) when (notOurs is FormatException or JsonException)
        {
            return null;
        }
    }
}
