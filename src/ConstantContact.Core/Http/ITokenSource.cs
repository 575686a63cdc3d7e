namespace ConstantContact.Core.Http;

/// <summary>Where the one send method takes its bearer token from.</summary>
public interface ITokenSource
{
    /// <summary>Identifies whose allowance is used: the OAuth client id, or a fingerprint where only an opaque token is known.</summary>
    string ClientId { get; }

    Task<string> GetAccessTokenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Called once after a 401: gets a new token if there is something to get it with. False: there is not, and the 401 stands.
    /// </summary>
    Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken);
}
