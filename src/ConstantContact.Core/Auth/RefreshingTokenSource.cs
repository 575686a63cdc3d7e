using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Auth;

/// <summary>
/// Keeps a sign-in: returns access tokens and renews them in time, at most once for all processes that share the store.
/// </summary>
public sealed class RefreshingTokenSource : TokenSource
{
    /// <summary>The vendor ends a refresh token after 180 days without use.</summary>
    private static readonly TimeSpan IdleLife = TimeSpan.FromDays(180);

    private static readonly TimeSpan IdleWarning = TimeSpan.FromDays(150);

    private readonly CustodyOptions _options;

    private readonly TimeProvider _time;

    private readonly SignInCustody _custody;

    private readonly RenewalTime _renewalTime;

    private readonly SignInRenewal _renewal;

    /// <param name="oauth">Owned by this instance, but never disposed while the connection exists.</param>
    /// <param name="app">The application that the sign-in belongs to.</param>
    /// <param name="store">The store of the sign-in.</param>
    /// <param name="options">How the sign-in is kept and renewed.</param>
    public RefreshingTokenSource(OAuthClient oauth, AppCredentials app, ITokenStore store, CustodyOptions options)
    {
        AuthUri = oauth.AuthUri;
        ClientId = app.ClientId;
        _options = options;
        _time = oauth.Time;
        _custody = new SignInCustody(store, app, oauth.AuthUri, options, _time, Warn);
        _renewalTime = new RenewalTime(options.RenewBefore, _time);
        _renewal = new SignInRenewal(oauth, app, _custody, _renewalTime, options);
    }

    /// <summary>The authorization server that the sign-in belongs to.</summary>
    public Uri AuthUri { get; }

    public override string ClientId { get; }

    public override string? Owner => _custody.Current?.Access?.Owner;

    public override IReadOnlyList<string>? Scopes =>
        (_custody.Current is { Scopes.Count: > 0 } known ? known.Scopes : _custody.Current?.Access?.Scopes)
            is { } scopes
            ? JoinedList.Of(scopes)
            : null;

    public override DateTimeOffset? ExpiresAt => _custody.Current?.ExpiresAt;

    public override string Store => _custody.Description;

    public override bool CanRenew => _custody.Current?.HasRefreshToken == true || _options.Seed is not null;

    public override DateTimeOffset? RefreshTokenUsedAt =>
        _custody.Current is { HasRefreshToken: true } known ? known.IssuedAt : null;

    /// <summary>
    /// Reads the stored sign-in, or stores the seed if the store is empty. Sends nothing. Returns false if there is
    /// neither a stored sign-in nor a seed.
    /// </summary>
    /// <exception cref="TokenStoreException">
    /// The store cannot be read, or a store is required but none was given.
    /// </exception>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (_options is { Seed: not null, LongLivedRefreshToken: false } && !_custody.OutlivesTheProcess)
        {
            throw TokenStoreException.Needed();
        }

        using (await _custody.LockAsync(cancellationToken).ConfigureAwait(false))
        {
            var found = await _custody.LoadAsync(cancellationToken).ConfigureAwait(false);
            _custody.Current = found;
            if (found is { Access: null } && _options.Seed is not null && _custody.OutlivesTheProcess)
            {
                await _custody.SaveAsync(found).ConfigureAwait(false);
            }
        }

        WarnIfIdle();
        return _custody.Current is not null;
    }

    /// <summary>
    /// Reads a store before its owner is known. Null if it is empty or contains only the text of a refresh token.
    /// </summary>
    /// <exception cref="TokenStoreException">The store cannot be read.</exception>
    public static async Task<StoredSignIn?> PeekAsync(ITokenStore store, CancellationToken cancellationToken) =>
        await SignInCustody.ReadAsync(store, cancellationToken).ConfigureAwait(false) is { ClientId: not null } stored
            ? stored
            : null;

    /// <summary>Takes over and stores a sign-in that a person has just completed.</summary>
    internal async Task AdoptAsync(StoredSignIn signIn, CancellationToken cancellationToken)
    {
        using var held = await _custody.LockAsync(cancellationToken).ConfigureAwait(false);
        await _custody.SaveAsync(signIn).ConfigureAwait(false);
        _custody.Current = signIn;
    }

    /// <summary>Verifies that the store can be read before a person has to sign in.</summary>
    internal Task CheckStoreAsync(CancellationToken cancellationToken) => _custody.LoadAsync(cancellationToken);

    public override async Task<string> GetAccessTokenAsync(CancellationToken cancellationToken)
    {
        await _custody.TrySaveAgainAsync().ConfigureAwait(false);
        if (_custody.Current is { Access: { } access } known && !_renewalTime.IsDue(known))
        {
            return access.Value;
        }

        try
        {
            return (await _renewal.RenewAsync(refused: null, cancellationToken).ConfigureAwait(false)).Access!.Value;
        }
        catch (CcException e)
            when (e is not SignInExpiredException
                && _custody.Current is { Access: { } current, ExpiresAt: { } end }
                && end > _time.GetUtcNow()
            )
        {
            // The token is renewed early, so there is time left. A network failure of a minute does not end a run.
            _renewalTime.Postpone();
            Warn(
                "The access token could not be renewed. The current token is used until it expires. Cause: "
                    + $"{e.Message}"
            );
            return current.Value;
        }
    }

    public override async Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken)
    {
        if (_custody.Current?.Access?.Value is { } known && known != refusedToken)
        {
            return true;
        }

        return CanRenew
            && (await _renewal.RenewAsync(refusedToken, cancellationToken).ConfigureAwait(false)).Access!.Value
                != refusedToken;
    }

    public override async Task ClearAsync(CancellationToken cancellationToken)
    {
        using var held = await _custody.LockAsync(cancellationToken).ConfigureAwait(false);
        await _custody.ClearAsync(cancellationToken).ConfigureAwait(false);
    }

    private void WarnIfIdle()
    {
        if (RefreshTokenUsedAt is { } used && _time.GetUtcNow() - used is var idle && idle >= IdleWarning)
        {
            Warn(
                string.Format(
                    CultureInfo.InvariantCulture,
                    idle < IdleLife
                        ? "The refresh token ({0}) was last used {1} ago. It expires after 180 days without use. "
                            + "Before then, run any command that sends a request, such as Get-CcAccount."
                        : "The refresh token ({0}) was last used {1} ago. It has probably expired, because a "
                            + "refresh token expires after 180 days without use. Sign in again if the next command "
                            + "fails.",
                    Store,
                    Quantity.Of((long)idle.TotalDays, "day")
                )
            );
        }
    }
}
