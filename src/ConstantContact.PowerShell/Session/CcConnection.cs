using ConstantContact.Core.Auth;
using ConstantContact.Core.Base;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;

namespace ConstantContact.PowerShell.Session;

/// <summary>
/// A connection to an account. <c>Connect-CcAccount</c> creates it, and cmdlets take it as <c>-Connection</c>. It can
/// be shared between runspaces (<c>$using:connection</c>). It shows what the token states about itself, never the
/// token.
/// </summary>
public sealed class CcConnection
{
    // Only fields of class types: the import inspects this type before Core can be loaded.
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

    /// <summary>The base address with the API's version: <c>https://api.cc.email/v3</c>.</summary>
    public Uri BaseUri => _options.BaseUri;

    /// <summary>
    /// The OAuth client that owns the allowance, or a fingerprint of the token if the token does not name a client.
    /// </summary>
    public string ClientId => _tokens.ClientId;

    /// <summary>The name of the saved profile; null if it was not saved.</summary>
    public string? ProfileName { get; internal set; }

    /// <summary>The organization's name, after <c>Get-CcAccount</c> has read it.</summary>
    public string? Account { get; internal set; }

    /// <summary>Null if the token does not state its scopes.</summary>
    public IReadOnlyList<string>? Scopes => _tokens.Scopes;

    /// <summary>
    /// The expiry of the access token. Null if the token does not state it, or if no token was requested yet.
    /// </summary>
    public DateTimeOffset? ExpiresAt => _tokens.ExpiresAt;

    /// <summary>The store of the sign-in: none, memory, a file, a vault, or script blocks.</summary>
    public string Store => _tokens.Store;

    /// <summary>Whether a new access token can be obtained without a person.</summary>
    public bool CanRenew => _tokens.CanRenew;

    public int RequestsPerSecond => _options.RequestsPerSecond;

    public long RequestsPerDay => _options.RequestsPerDay;

    internal ApiClient Client => _client;

    internal NameDirectory Names => _names;

    internal TokenSource Tokens => _tokens;

    /// <summary>The client's options, for requests that bypass the client.</summary>
    internal ApiClientOptions Options => _options;

    internal TimeProvider Time => _client.Time;

    /// <summary>
    /// One line for prompts and messages: the account, as far as it is known without a request, and the host if it is
    /// not the real service's.
    /// </summary>
    public override string ToString()
    {
        var name = Account ?? ProfileName ?? ClientId;
        return ShownText.Line(
            BaseUri.Host == new ApiClientOptions().BaseUri.Host ? name : $"{name} at {BaseUri.Authority}"
        );
    }

    /// <exception cref="Core.Errors.InvalidInputException">A token must not be sent to the address.</exception>
    internal static CcConnection Create(ApiClientOptions options, TokenSource tokens) => new(options, tokens);
}
