using ConstantContact.Core.Base;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Auth;

/// <summary>One access token that was handed over, and nothing to renew it with.</summary>
public sealed class StaticTokenSource : TokenSource
{
    private readonly Task<string> _value;

    /// <exception cref="Errors.InvalidInputException">This cannot be a token.</exception>
    public StaticTokenSource(string accessToken)
    {
        Token = AccessToken.Parse(accessToken);
        _value = Task.FromResult(Token.Value);
    }

    public AccessToken Token { get; }

    /// <summary>The token's <c>cid</c>; its fingerprint where it is opaque, so that at least the same token shares its pace.</summary>
    public override string ClientId => Token.ClientId ?? Token.Fingerprint;

    public override IReadOnlyList<string>? Scopes => Token.Scopes is { } scopes ? JoinedList.Of(scopes) : null;

    public override DateTimeOffset? ExpiresAt => Token.ExpiresAt;

    public override string Store => "none";

    public override bool CanRenew => false;

    public override Task<string> GetAccessTokenAsync(CancellationToken cancellationToken) => _value;

    public override Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken) => Task.FromResult(false);
}
