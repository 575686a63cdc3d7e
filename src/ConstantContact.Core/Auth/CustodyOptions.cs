namespace ConstantContact.Core.Auth;

/// <summary>How a sign-in is looked after.</summary>
public sealed class CustodyOptions
{
    /// <summary>How long before its end an access token is renewed, so that a long run never sees a 401.</summary>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The application is registered with long-lived refresh tokens: using one does not end it, so that nothing has to be stored.
    /// </summary>
    public bool LongLivedRefreshToken { get; init; }

    /// <summary>A refresh token that was handed over: used while the store is empty, and when what it holds is dead.</summary>
    public string? Seed { get; init; }
}
