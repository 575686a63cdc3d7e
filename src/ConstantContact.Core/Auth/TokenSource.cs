using System.Collections.Concurrent;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Auth;

/// <summary>
/// A token source with readable properties. This is a class because cmdlets may have no field whose type is an
/// interface of Core.
/// </summary>
public abstract class TokenSource : ITokenSource
{
    private readonly ConcurrentQueue<string> _warnings = new();

    public abstract string ClientId { get; }

    /// <summary>
    /// Distinguishes the users who signed in (<see cref="AccessToken.Owner"/>); null if unknown so far.
    /// </summary>
    public abstract string? Owner { get; }

    /// <summary>The granted scopes; null if unknown.</summary>
    public abstract IReadOnlyList<string>? Scopes { get; }

    /// <summary>The expiry of the access token; null if unknown.</summary>
    public abstract DateTimeOffset? ExpiresAt { get; }

    /// <summary>The store of the sign-in: "none", "memory", "file …".</summary>
    public abstract string Store { get; }

    /// <summary>Whether a new access token can be obtained without a person.</summary>
    public abstract bool CanRenew { get; }

    /// <summary>When the refresh token was last used; null if there is none or the time is unknown.</summary>
    public virtual DateTimeOffset? RefreshTokenUsedAt => null;

    public abstract Task<string> GetAccessTokenAsync(CancellationToken cancellationToken);

    public abstract Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the stored sign-in. The service is not told, because it has no documented way to revoke a token.
    /// </summary>
    public virtual Task ClearAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The next warning for the user, each returned once; null if there is none.</summary>
    public string? NextWarning() => _warnings.TryDequeue(out var text) ? text : null;

    private protected void Warn(string text) => _warnings.Enqueue(text);
}
