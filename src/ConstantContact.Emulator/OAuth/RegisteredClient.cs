using System;
using System.Collections.Generic;
using System.Linq;

namespace ConstantContact.Emulator.OAuth;

/// <summary>An application, as registered in the vendor's portal.</summary>
/// <param name="Id">The client id, which the vendor also calls API key.</param>
/// <param name="Secret">Null: a public client, which proves itself by PKCE or by the device flow.</param>
/// <param name="RedirectUris">The addresses a code may be sent to; compared character by character.</param>
/// <param name="Refresh">What a refresh does to the refresh token.</param>
public sealed record RegisteredClient(
    string Id,
    string? Secret,
    IReadOnlyList<string> RedirectUris,
    RefreshMode Refresh = RefreshMode.Rotating
)
{
    public bool IsPublic => Secret is null;

    /// <summary>There when no other client is given, so that a first try needs no options.</summary>
    public static IReadOnlyList<RegisteredClient> Defaults { get; } =
    [
        new("emulator-public", Secret: null, ["http://localhost:8413/callback"]),
        new("emulator-confidential", "emulator-secret", ["http://localhost:8413/callback"]),
        new("emulator-long-lived", "emulator-secret", ["http://localhost:8413/callback"], RefreshMode.LongLived),
    ];

    /// <summary>
    /// Reads <c>id=app,secret=S,redirect=URI,refresh=long-lived</c>; only the id must be there, redirect may be
    /// repeated.
    /// </summary>
    /// <exception cref="FormatException">It is written otherwise.</exception>
    public static RegisteredClient Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string? id = null,
            secret = null;
        var redirects = new List<string>();
        var refresh = RefreshMode.Rotating;
        foreach (var parts in text.Split(',').Select(p => p.Split('=', 2)))
        {
            switch (parts[0].Trim())
            {
                case "id" when parts.Length == 2 && parts[1].Length > 0:
                    id = parts[1];
                    break;
                case "secret" when parts.Length == 2 && parts[1].Length > 0:
                    secret = parts[1];
                    break;
                case "redirect" when parts.Length == 2 && Uri.TryCreate(parts[1], UriKind.Absolute, out _):
                    redirects.Add(parts[1]);
                    break;
                case "refresh" when parts.Length == 2 && parts[1] is "rotating" or "long-lived":
                    refresh = parts[1] == "rotating" ? RefreshMode.Rotating : RefreshMode.LongLived;
                    break;
                default:
                    throw new FormatException(
                        $"A client is id=ID[,secret=S][,redirect=URI]...[,refresh=rotating|long-lived], not '{text}'."
                    );
            }
        }

        return new RegisteredClient(
            id ?? throw new FormatException($"The client '{text}' has no id."),
            secret,
            redirects,
            refresh
        );
    }
}
