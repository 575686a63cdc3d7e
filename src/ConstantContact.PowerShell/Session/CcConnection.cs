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
    private readonly TokenSource _tokens;
    private readonly ApiClientOptions _options;

    private CcConnection(ApiClientOptions options, TokenSource tokens)
    {
        _options = options;
        _tokens = tokens;
        _client = new ApiClient(options, new NotifyingTokens(tokens), TimeProvider.System);
        _names = new NameDirectory(_client);
    }

    /// <summary>With the API's version: <c>https://api.cc.email/v3</c>.</summary>
    public Uri BaseUri => _options.BaseUri;

    /// <summary>The OAuth client, to which the allowance belongs; a fingerprint of the token where that does not name one.</summary>
    public string ClientId => _tokens.ClientId;

    /// <summary>The name it was saved under; null where it was not.</summary>
    public string? ProfileName { get; internal set; }

    /// <summary>The organization's name, once <c>Get-CcAccount</c> or <c>Test-CcConnection</c> has asked for it.</summary>
    public string? Account { get; internal set; }

    /// <summary>Null where the token does not say.</summary>
    public IReadOnlyList<string>? Scopes => _tokens.Scopes;

    /// <summary>Of the access token; null where it does not say, and where none was asked for yet.</summary>
    public DateTimeOffset? ExpiresAt => _tokens.ExpiresAt;

    /// <summary>Where the sign-in is kept: none, memory, a file, a vault, script blocks.</summary>
    public string Store => _tokens.Store;

    /// <summary>Whether a new access token can be had without a person.</summary>
    public bool CanRenew => _tokens.CanRenew;

    public int RequestsPerSecond => _options.RequestsPerSecond;

    public long RequestsPerDay => _options.RequestsPerDay;

    internal ApiClient Client => _client;

    internal NameDirectory Names => _names;

    internal TokenSource Tokens => _tokens;

    /// <summary>What the client was made with, for requests past it.</summary>
    internal ApiClientOptions Options => _options;

    internal TimeProvider Time => _client.Time;

    public override string ToString() => $"{BaseUri} as {ClientId}";

    /// <exception cref="Core.Errors.InvalidInputException">An address that a token must not be sent to.</exception>
    internal static CcConnection Create(ApiClientOptions options, TokenSource tokens) => new(options, tokens);
}
