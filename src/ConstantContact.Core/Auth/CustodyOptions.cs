namespace ConstantContact.Core.Auth;

/// <summary>How a sign-in is kept and renewed.</summary>
public sealed class CustodyOptions
{
    /// <summary>How long before its expiry an access token is renewed, so that a long run never sees a 401.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The application is registered with long-lived refresh tokens. Such a token stays valid after use, so nothing
    /// must be stored.
    /// </summary>
    public bool LongLivedRefreshToken { get; init; }

    /// <summary>
    /// A refresh token given by the user. It is used if the store is empty, or if the stored token is dead.
    /// </summary>
    public string? Seed { get; init; }
}
