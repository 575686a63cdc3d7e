using ConstantContact.Core.Base;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Auth;

/// <summary>A single access token that was given by the user and cannot be renewed.</summary>
public sealed class StaticTokenSource : TokenSource
{
    private readonly Task<string> _value;

    /// <exception cref="Errors.InvalidInputException">The text cannot be a token.</exception>
    public StaticTokenSource(string accessToken)
    {
        Token = AccessToken.Parse(accessToken);
        _value = Task.FromResult(Token.Value);
    }

    public AccessToken Token { get; }

    /// <summary>
    /// The token's <c>cid</c>, or its fingerprint if the token is opaque. With a fingerprint, at least the users of the
    /// same token share its pace.
    /// </summary>
    public override string ClientId => Token.ClientId ?? Token.Fingerprint;

    public override string? Owner => Token.Owner;

    public override IReadOnlyList<string>? Scopes => Token.Scopes is { } scopes ? JoinedList.Of(scopes) : null;

    public override DateTimeOffset? ExpiresAt => Token.ExpiresAt;

    public override string Store => "none";

    public override bool CanRenew => false;

    public override Task<string> GetAccessTokenAsync(CancellationToken cancellationToken) => _value;

    public override Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken) =>
        Task.FromResult(false);
}
