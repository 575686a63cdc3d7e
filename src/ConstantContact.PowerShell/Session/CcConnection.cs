using System;
using System.Collections.Generic;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;

namespace ConstantContact.PowerShell.Session;

/// <summary>
/// An account to talk to: made by <c>Connect-CcAccount</c>, given to cmdlets as <c>-Connection</c>. Safe to share between
/// runspaces (<c>$using:connection</c>). Shows what the token says about itself, never the token.
/// </summary>
public sealed class CcConnection
{
    // Fields of class types only: this type is looked at by the import, before Core can be loaded.
    private readonly ApiClient _client;
    private readonly NameDirectory _names;

    private CcConnection(ApiClientOptions options, StaticTokenSource tokens)
    {
        _client = new ApiClient(options, tokens, TimeProvider.System);
        _names = new NameDirectory(_client);
        BaseUri = options.BaseUri;
        RequestsPerSecond = options.RequestsPerSecond;
        RequestsPerDay = options.RequestsPerDay;
        ClientId = tokens.ClientId;
        Scopes = tokens.Token.Scopes;
        ExpiresAt = tokens.Token.ExpiresAt;
    }

    /// <summary>With the API's version: <c>https://api.cc.email/v3</c>.</summary>
    public Uri BaseUri { get; }

    /// <summary>The OAuth client, to which the allowance belongs; a fingerprint of the token where that does not name one.</summary>
    public string ClientId { get; }

    /// <summary>Null where the token does not say.</summary>
    public IReadOnlyList<string>? Scopes { get; }

    /// <summary>Null where the token does not say.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    public int RequestsPerSecond { get; }

    public long RequestsPerDay { get; }

    internal ApiClient Client => _client;

    internal NameDirectory Names => _names;

    internal TimeProvider Time => _client.Time;

    public override string ToString() => $"{BaseUri} as {ClientId}";

    /// <exception cref="Core.Errors.InvalidInputException">An address that a token must not be sent to, or no token.</exception>
    internal static CcConnection Create(ApiClientOptions options, string token) => new(options, new StaticTokenSource(token));
}
