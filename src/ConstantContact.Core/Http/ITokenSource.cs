namespace ConstantContact.Core.Http;

/// <summary>Supplies the bearer token to the send method.</summary>
public interface ITokenSource
{
    /// <summary>
    /// Identifies the owner of the allowance: the OAuth client id, or a fingerprint if only an opaque token is known.
    /// </summary>
    string ClientId { get; }

    Task<string> GetAccessTokenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Called once after a 401: gets a new token if possible. False means there is no way to renew it, and the 401
    /// stands.
    /// </summary>
    Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken);
}
