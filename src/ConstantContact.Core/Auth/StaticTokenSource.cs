using System.Threading;
using System.Threading.Tasks;

namespace ConstantContact.Core.Auth;

/// <summary>One access token that was handed over, and nothing to renew it with.</summary>
public sealed class StaticTokenSource : ITokenSource
{
    /// <exception cref="Errors.InvalidInputException">This cannot be a token.</exception>
    public StaticTokenSource(string accessToken)
    {
        Token = AccessToken.Parse(accessToken);
    }

    public AccessToken Token { get; }

    /// <summary>The token's <c>cid</c>; its fingerprint where it is opaque, so that at least the same token shares its pace.</summary>
    public string ClientId => Token.ClientId ?? Token.Fingerprint;

    public Task<string> GetAccessTokenAsync(CancellationToken cancellationToken) => Task.FromResult(Token.Value);

    public Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken) => Task.FromResult(false);
}
