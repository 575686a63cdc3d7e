using System;
using System.Collections.Generic;

namespace ConstantContact.Emulator.OAuth;

/// <summary>
/// An authorization code on its way from the browser to the token endpoint. Kept when used, to tell used from unknown.
/// </summary>
internal sealed class PendingCode
{
    internal required RegisteredClient Client { get; init; }

    internal required string RedirectUri { get; init; }

    internal required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The S256 challenge of PKCE; null where the request had none.</summary>
    internal required string? Challenge { get; init; }

    internal required DateTimeOffset ExpiresAt { get; init; }

    internal bool Used { get; set; }
}
