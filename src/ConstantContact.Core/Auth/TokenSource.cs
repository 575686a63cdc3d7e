using System.Collections.Concurrent;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Auth;

/// <summary>A token source that can be asked about itself. A class, because cmdlets may hold no field of an interface of Core's.</summary>
public abstract class TokenSource : ITokenSource
{
    private readonly ConcurrentQueue<string> _warnings = new();

    public abstract string ClientId { get; }

    /// <summary>Null where nobody said.</summary>
    public abstract IReadOnlyList<string>? Scopes { get; }

    /// <summary>Of the access token; null where nobody said.</summary>
    public abstract DateTimeOffset? ExpiresAt { get; }

    /// <summary>Where the sign-in is kept: "none", "memory", "file …".</summary>
    public abstract string Store { get; }

    /// <summary>Whether a new access token can be had without a person.</summary>
    public abstract bool CanRenew { get; }

    /// <summary>When the refresh token was used last; null where there is none or nobody knows.</summary>
    public virtual DateTimeOffset? RefreshTokenUsedAt => null;

    public abstract Task<string> GetAccessTokenAsync(CancellationToken cancellationToken);

    public abstract Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken);

    /// <summary>Forgets the sign-in where it is kept. The service is not told: it has no documented way to revoke a token.</summary>
    public virtual Task ClearAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the user should hear, each once; null when there is no more.</summary>
    public string? NextWarning() => _warnings.TryDequeue(out var text) ? text : null;

    private protected void Warn(string text) => _warnings.Enqueue(text);
}
