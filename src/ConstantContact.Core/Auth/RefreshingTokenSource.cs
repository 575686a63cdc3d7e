using System.Globalization;
using System.IO;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Auth;

/// <summary>
/// Keeps a sign-in: returns access tokens and renews them in time, at most once for all processes that share the store.
/// </summary>
/// <remarks>
/// A rotating refresh token works once, and its successor exists only in the answer. The order is therefore: lock, read
/// the store again, refresh only if still needed, store the answer, then use it. One gap remains, between the service's
/// answer and the end of the write: if the process is killed then, the sign-in is lost. The protocol offers no way to
/// close this gap.
/// </remarks>
public sealed class RefreshingTokenSource : TokenSource
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(2);

    /// <summary>The wait before the next try, if renewing failed while the current token still works.</summary>
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(30);

    /// <summary>The vendor ends a refresh token after 180 days without use.</summary>
    private static readonly TimeSpan IdleLife = TimeSpan.FromDays(180);

    private static readonly TimeSpan IdleWarning = TimeSpan.FromDays(150);

    private readonly object _sync = new();

    private readonly OAuthClient _oauth;

    private readonly AppCredentials _app;

    private readonly ITokenStore _store;

    private readonly CustodyOptions _options;

    private readonly TimeProvider _time;

    private Task<StoredSignIn>? _renewal;

    private volatile StoredSignIn? _current;

    private volatile StoredSignIn? _unsaved;

    private long _notBefore;

    /// <param name="oauth">Owned by this instance, but never disposed while the connection exists.</param>
    /// <param name="app">The application that the sign-in belongs to.</param>
    /// <param name="store">The store of the sign-in.</param>
    /// <param name="options">How the sign-in is kept and renewed.</param>
    public RefreshingTokenSource(OAuthClient oauth, AppCredentials app, ITokenStore store, CustodyOptions options)
    {
        _oauth = oauth;
        _app = app;
        _store = store;
        _options = options;
        _time = oauth.Time;
    }

    /// <summary>The authorization server that the sign-in belongs to.</summary>
    public Uri AuthUri => _oauth.AuthUri;

    public override string ClientId => _app.ClientId;

    public override string? Owner => _current?.Access?.Owner;

    public override IReadOnlyList<string>? Scopes =>
        (_current is { Scopes.Count: > 0 } known ? known.Scopes : _current?.Access?.Scopes) is { } scopes
            ? JoinedList.Of(scopes)
            : null;

    public override DateTimeOffset? ExpiresAt => _current?.ExpiresAt;

    public override string Store => _store.Description;

    public override bool CanRenew => _current?.HasRefreshToken == true || _options.Seed is not null;

    public override DateTimeOffset? RefreshTokenUsedAt => _current?.HasRefreshToken == true ? _current.IssuedAt : null;

    /// <summary>
    /// Reads the stored sign-in, or stores the seed if the store is empty. Sends nothing. Returns false if there is
    /// neither a stored sign-in nor a seed.
    /// </summary>
    /// <exception cref="TokenStoreException">
    /// The store cannot be read, or a store is required but none was given.
    /// </exception>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        if (_options is { Seed: not null, LongLivedRefreshToken: false } && !_store.OutlivesTheProcess)
        {
            throw TokenStoreException.Needed();
        }

        using (await LockAsync(cancellationToken).ConfigureAwait(false))
        {
            _current = await LoadAsync(cancellationToken).ConfigureAwait(false);
            if (_current is { Access: null } && _options.Seed is not null && _store.OutlivesTheProcess)
            {
                await SaveAsync(_current).ConfigureAwait(false);
            }
        }

        if (
            _current is { HasRefreshToken: true, IssuedAt: { } used }
            && _time.GetUtcNow() - used is var idle
            && idle >= IdleWarning
        )
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

        return _current is not null;
    }

    /// <summary>
    /// Reads a store before its owner is known. Null if it is empty or contains only the text of a refresh token.
    /// </summary>
    /// <exception cref="TokenStoreException">The store cannot be read.</exception>
    public static async Task<StoredSignIn?> PeekAsync(ITokenStore store, CancellationToken cancellationToken)
    {
        StoredSignIn? stored = null;
        await StoreAsync(
                store,
                "be read",
                async () => stored = StoredSignIn.Parse(await store.LoadAsync(cancellationToken).ConfigureAwait(false))
            )
            .ConfigureAwait(false);
        return stored?.ClientId is null ? null : stored;
    }

    /// <summary>Takes over and stores a sign-in that a person has just completed.</summary>
    internal async Task AdoptAsync(StoredSignIn signIn, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        await SaveAsync(signIn).ConfigureAwait(false);
        _current = signIn;
    }

    /// <summary>Verifies that the store can be read before a person has to sign in.</summary>
    internal Task CheckStoreAsync(CancellationToken cancellationToken) => LoadAsync(cancellationToken);

    public override async Task<string> GetAccessTokenAsync(CancellationToken cancellationToken)
    {
        if (_unsaved is not null)
        {
            await TrySaveAgainAsync().ConfigureAwait(false);
        }

        if (_current is { Access: { } access } known && !IsDue(known))
        {
            return access.Value;
        }

        try
        {
            return (await RenewAsync(refused: null, cancellationToken).ConfigureAwait(false)).Access!.Value;
        }
        catch (CcException e)
            when (e is not SignInExpiredException
                && _current is { Access: not null, ExpiresAt: { } end }
                && end > _time.GetUtcNow()
            )
        {
            // The token is renewed early, so there is time left. A network failure of a minute does not end a run.
            Volatile.Write(ref _notBefore, (_time.GetUtcNow() + FailurePause).UtcTicks);
            Warn(
                "The access token could not be renewed. The current token is used until it expires. Cause: "
                    + $"{e.Message}"
            );
            return _current.Access.Value;
        }
    }

    public override async Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken)
    {
        if (_current?.Access?.Value is { } known && known != refusedToken)
        {
            return true;
        }

        return CanRenew
            && (await RenewAsync(refusedToken, cancellationToken).ConfigureAwait(false)).Access!.Value != refusedToken;
    }

    public override async Task ClearAsync(CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        await StoreAsync("remove the sign-in", () => _store.ClearAsync(cancellationToken)).ConfigureAwait(false);
        _current = null;
        _unsaved = null;
    }

    // Early, but not so early that a token with a short life is due from the start.
    private bool IsDue(StoredSignIn signIn)
    {
        var now = _time.GetUtcNow();
        if (signIn.Access is null)
        {
            return true;
        }

        if (signIn.ExpiresAt is not { } end || (now.UtcTicks < Volatile.Read(ref _notBefore) && now < end))
        {
            return false;
        }

        var margin = _options.RenewBefore;
        if (signIn.IssuedAt is { } start && end - start is var life && margin > TimeSpan.FromTicks(life.Ticks / 2))
        {
            margin = TimeSpan.FromTicks(life.Ticks / 2);
        }

        return now >= end - margin;
    }

    // One renewal for all callers, owned by none of them. If a caller is stopped, it leaves, but the renewal continues
    // to its end, because an answer that is not stored is a lost sign-in.
    private async Task<StoredSignIn> RenewAsync(string? refused, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<StoredSignIn> renewal;
            bool mine;
            lock (_sync)
            {
                mine = _renewal is null;
                renewal = _renewal ??= Task.Run(() => RenewOnceAsync(refused), CancellationToken.None);
            }

            try
            {
                var renewed = await renewal.OrCancelAsync(cancellationToken).ConfigureAwait(false);
                if (!mine && _unsaved is not null)
                {
                    // The caller that started the renewal was stopped before it could save to the store.
                    await TrySaveAgainAsync().ConfigureAwait(false);
                }

                return renewed;
            }
            catch (OperationCanceledException) when (!mine && !cancellationToken.IsCancellationRequested)
            {
                // The renewal started under another cmdlet. That cmdlet was stopped, so the pipeline thread that the
                // store needs is gone.
            }
        }
    }

    private async Task<StoredSignIn> RenewOnceAsync(string? refused)
    {
        try
        {
            using var held = await LockAsync(CancellationToken.None).ConfigureAwait(false);
            return _current = await ReadOrRefreshAsync(refused).ConfigureAwait(false);
        }
        finally
        {
            lock (_sync)
            {
                _renewal = null;
            }
        }
    }

    private async Task<StoredSignIn> ReadOrRefreshAsync(string? refused)
    {
        // A new token that could not be stored yet is newer than the content of the store.
        var stored =
            _unsaved
            ?? await LoadAsync(CancellationToken.None).ConfigureAwait(false)
            ?? throw TokenStoreException.Empty(Store);
        var dead = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            if (stored.Access is { } access && access.Value != refused && !IsDue(stored))
            {
                return stored;
            }

            if (stored.RefreshToken is not { } refresh)
            {
                throw new AuthenticationFailedException(
                    $"The access token has expired or was refused, and {Store} holds no refresh token.",
                    "Sign in again. To save the sign-in, also request the scope offline_access."
                );
            }

            try
            {
                return await ExchangeAsync(stored, refresh).ConfigureAwait(false);
            }
            catch (SignInFailedException e) when (e.OAuthError == "invalid_grant")
            {
                dead.Add(refresh);

                // Another machine, which our lock does not reach, may have stored the new token in the meantime. Or the
                // user gave a new token after the stored one had died.
                var again = await LoadAsync(CancellationToken.None).ConfigureAwait(false);
                if (again?.RefreshToken is { } other && !dead.Contains(other))
                {
                    stored = again;
                }
                else if (_options.Seed is { } seed && !dead.Contains(seed))
                {
                    stored = StoredSignIn.Seed(_app, _oauth.AuthUri, seed);
                }
                else
                {
                    throw new SignInExpiredException(Store, ClientId, e);
                }
            }
        }
    }

    private async Task<StoredSignIn> ExchangeAsync(StoredSignIn stored, string refresh)
    {
        if (!_options.LongLivedRefreshToken)
        {
            if (!_store.OutlivesTheProcess && refresh == _options.Seed)
            {
                throw TokenStoreException.Needed();
            }

            // Write before use, so that a store that cannot save the new token is detected while the old token is still
            // valid.
            await SaveAsync(stored).ConfigureAwait(false);
        }

        var app =
            _app.Secret is null && stored.ClientSecret is { } secret ? new AppCredentials(_app.ClientId, secret) : _app;
        var answer = await _oauth.RefreshAsync(app, refresh, CancellationToken.None).ConfigureAwait(false);
        var next = StoredSignIn.From(app, _oauth.AuthUri, answer, stored, _time.GetUtcNow());
        _unsaved = next;
        await TrySaveAgainAsync().ConfigureAwait(false);
        return next;
    }

    // The answer has arrived and the old token is gone, so a failure now would certainly lose the new token. The run
    // continues with it, warns, and tries to save it with every request.
    private async Task TrySaveAgainAsync()
    {
        if (_unsaved is not { } unsaved)
        {
            return;
        }

        try
        {
            await SaveAsync(unsaved).ConfigureAwait(false);
            Interlocked.CompareExchange(ref _unsaved!, null, unsaved);
        }
        catch (Exception e) when (e is TokenStoreException or OperationCanceledException)
        {
            Warn(
                "The renewed sign-in could not be stored and is lost if this process ends now. The next request "
                    + $"tries again to store it. Cause: {e.Message}"
            );
        }
    }

    private async Task<StoredSignIn?> LoadAsync(CancellationToken cancellationToken)
    {
        StoredSignIn? stored = null;
        await StoreAsync(
                "be read",
                async () =>
                {
                    var text = await _store.LoadAsync(cancellationToken).ConfigureAwait(false);
                    stored = StoredSignIn.Parse(text);
                }
            )
            .ConfigureAwait(false);

        if (stored?.ClientId is { } owner && owner != _app.ClientId)
        {
            throw TokenStoreException.Unreadable(
                Store,
                $"it belongs to client {owner}, not to client {_app.ClientId}."
            );
        }

        if (stored?.AuthUri is { } home && home != _oauth.AuthUri)
        {
            // A token is sent only to the host that issued it.
            throw TokenStoreException.Unreadable(Store, $"it was issued by {home.Host}, not by {_oauth.AuthUri.Host}.");
        }

        return stored?.CompletedWith(_app, _oauth.AuthUri)
            ?? (_options.Seed is { } seed ? StoredSignIn.Seed(_app, _oauth.AuthUri, seed) : null);
    }

    private Task SaveAsync(StoredSignIn signIn) =>
        StoreAsync("be written", () => _store.SaveAsync(signIn.ToText(), CancellationToken.None));

    private Task StoreAsync(string what, Func<Task> work) => StoreAsync(_store, what, work);

    private static async Task StoreAsync(ITokenStore store, string what, Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            throw TokenStoreException.Unreadable(store.Description, e.Message, e);
        }
        catch (Exception e) when (e is not (CcException or OperationCanceledException))
        {
            throw TokenStoreException.Failed(store.Description, what, e);
        }
    }

    private async Task<FileLock?> LockAsync(CancellationToken cancellationToken)
    {
        if (_store.LockPath is not { } path)
        {
            return null;
        }

        try
        {
            OwnerOnly.CreateDirectory(Path.GetDirectoryName(path)!);
            return await FileLock.AcquireAsync(path, _time, LockPatience, cancellationToken).ConfigureAwait(false)
                ?? throw TokenStoreException.Busy(Store);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TokenStoreException.Failed(Store, "be locked", e);
        }
    }
}
