using System.Globalization;
using System.IO;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Auth;

/// <summary>
/// Custody of a sign-in: gives out access tokens and renews them in time, at most once for all who share the store.
/// </summary>
/// <remarks>
/// A rotating refresh token works once; its successor exists only in the answer. So: lock, read the store again, refresh only if
/// that is still needed, store the answer, then use it. What remains is the moment between the service's answer and the end of
/// the write: a process that is killed in it loses the sign-in, and the protocol has no way to close it.
/// </remarks>
public sealed class RefreshingTokenSource : TokenSource
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(2);

    /// <summary>After a failure with a token that still works, the next try waits for this.</summary>
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(30);

    /// <summary>The vendor ends a refresh token that was not used for 180 days.</summary>
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

    /// <param name="oauth">Owned: disposed of by nobody, as long as the connection lives.</param>
    /// <param name="app">The application that the sign-in belongs to.</param>
    /// <param name="store">Where it is kept.</param>
    /// <param name="options">How it is looked after.</param>
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

    public override IReadOnlyList<string>? Scopes =>
        (_current is { Scopes.Count: > 0 } known ? known.Scopes : _current?.Access?.Scopes) is { } scopes ? JoinedList.Of(scopes) : null;

    public override DateTimeOffset? ExpiresAt => _current?.ExpiresAt;

    public override string Store => _store.Description;

    public override bool CanRenew => _current?.HasRefreshToken == true || _options.Seed is not null;

    public override DateTimeOffset? RefreshTokenUsedAt => _current?.HasRefreshToken == true ? _current.IssuedAt : null;

    /// <summary>Reads what is stored, or stores the seed where that is nothing; sends nothing. False: there is nothing, and no seed either.</summary>
    /// <exception cref="TokenStoreException">The store cannot be read, or a store is needed and there is none.</exception>
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

        if (_current is { HasRefreshToken: true, IssuedAt: { } used } && _time.GetUtcNow() - used is var idle && idle >= IdleWarning)
        {
            Warn(string.Format(
                CultureInfo.InvariantCulture,
                idle < IdleLife
                    ? "The refresh token ({0}) was last used {1:0} days ago. It expires after 180 days without use. Before then, run any command that sends a request, such as Get-CcAccount."
                    : "The refresh token ({0}) was last used {1:0} days ago. It has probably expired, because a refresh token expires after 180 days without use. Sign in again if the next command fails.",
                Store,
                Math.Floor(idle.TotalDays)));
        }

        return _current is not null;
    }

    /// <summary>What a store holds, before it is known whose it is. Null: nothing, or nothing but a refresh token's text.</summary>
    /// <exception cref="TokenStoreException">The store cannot be read.</exception>
    public static async Task<StoredSignIn?> PeekAsync(ITokenStore store, CancellationToken cancellationToken)
    {
        StoredSignIn? stored = null;
        await StoreAsync(store, "be read", async () => stored = StoredSignIn.Parse(await store.LoadAsync(cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
        return stored?.ClientId is null ? null : stored;
    }

    /// <summary>Takes a sign-in that a person has just finished, and stores it.</summary>
    internal async Task AdoptAsync(StoredSignIn signIn, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        await SaveAsync(signIn).ConfigureAwait(false);
        _current = signIn;
    }

    /// <summary>Shows that the store can be read, before a person is troubled.</summary>
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
        catch (CcException e) when (e is not SignInExpiredException && _current is { Access: not null, ExpiresAt: { } end } && end > _time.GetUtcNow())
        {
            // Renewed early, so there is time left: a network that is away for a minute does not end a run.
            Volatile.Write(ref _notBefore, (_time.GetUtcNow() + FailurePause).UtcTicks);
            Warn($"The access token could not be renewed. The current token is used until it expires. Cause: {e.Message}");
            return _current.Access.Value;
        }
    }

    public override async Task<bool> TryRenewAsync(string refusedToken, CancellationToken cancellationToken)
    {
        if (_current?.Access?.Value is { } known && known != refusedToken)
        {
            return true;
        }

        return CanRenew && (await RenewAsync(refusedToken, cancellationToken).ConfigureAwait(false)).Access!.Value != refusedToken;
    }

    public override async Task ClearAsync(CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        await StoreAsync("remove the sign-in", () => _store.ClearAsync(cancellationToken)).ConfigureAwait(false);
        _current = null;
        _unsaved = null;
    }

    // Early, but never so early that a token of short life is due from its beginning.
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

    // One renewal for all callers. It belongs to none of them: a caller that is stopped leaves, and the renewal goes on to its
    // end, because an answer that is not stored is a lost sign-in.
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
                    // Whoever began it was stopped, and could not reach the store any more.
                    await TrySaveAgainAsync().ConfigureAwait(false);
                }

                return renewed;
            }
            catch (OperationCanceledException) when (!mine && !cancellationToken.IsCancellationRequested)
            {
                // Began under another cmdlet, which was stopped and took the pipeline thread with it that the store needs.
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
        // A successor that could not be stored yet is newer than what the store has.
        var stored = _unsaved ?? await LoadAsync(CancellationToken.None).ConfigureAwait(false) ?? throw TokenStoreException.Empty(Store);
        HashSet<string> dead = new(StringComparer.Ordinal);
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
                    "Sign in again. To save the sign-in, also request the scope offline_access.");
            }

            try
            {
                return await ExchangeAsync(stored, refresh).ConfigureAwait(false);
            }
            catch (SignInFailedException e) when (e.OAuthError == "invalid_grant")
            {
                dead.Add(refresh);

                // Another machine, which our lock does not reach, may have stored the successor meanwhile; or somebody has
                // handed over a new token after the stored one had died.
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

            // Written before it is used: a store that cannot take the successor is found out while the token still lives.
            await SaveAsync(stored).ConfigureAwait(false);
        }

        var app = _app.Secret is null && stored.ClientSecret is { } secret ? new AppCredentials(_app.ClientId, secret) : _app;
        var answer = await _oauth.RefreshAsync(app, refresh, CancellationToken.None).ConfigureAwait(false);
        var next = StoredSignIn.From(app, _oauth.AuthUri, answer, stored, _time.GetUtcNow());
        _unsaved = next;
        await TrySaveAgainAsync().ConfigureAwait(false);
        return next;
    }

    // The answer is here and the old token is gone: failing now would lose the successor for sure. So the run goes on with it,
    // says so, and tries again with every request.
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
            Warn($"The renewed sign-in could not be stored and is lost if this process ends now. The next request tries again to store it. Cause: {e.Message}");
        }
    }

    private async Task<StoredSignIn?> LoadAsync(CancellationToken cancellationToken)
    {
        StoredSignIn? stored = null;
        await StoreAsync("be read", async () =>
        {
            var text = await _store.LoadAsync(cancellationToken).ConfigureAwait(false);
            stored = StoredSignIn.Parse(text);
        }).ConfigureAwait(false);

        if (stored?.ClientId is { } owner && owner != _app.ClientId)
        {
            throw TokenStoreException.Unreadable(Store, $"it belongs to client {owner}, not to client {_app.ClientId}.");
        }

        if (stored?.AuthUri is { } home && home != _oauth.AuthUri)
        {
            // A token goes to the host that gave it, and to no other.
            throw TokenStoreException.Unreadable(Store, $"it was issued by {home.Host}, not by {_oauth.AuthUri.Host}.");
        }

        return stored?.CompletedWith(_app, _oauth.AuthUri)
            ?? (_options.Seed is { } seed ? StoredSignIn.Seed(_app, _oauth.AuthUri, seed) : null);
    }

    private Task SaveAsync(StoredSignIn signIn) => StoreAsync("be written", () => _store.SaveAsync(signIn.ToText(), CancellationToken.None));

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
            return await FileLock.AcquireAsync(path, _time, LockPatience, cancellationToken).ConfigureAwait(false) ?? throw TokenStoreException.Busy(Store);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TokenStoreException.Failed(Store, "be locked", e);
        }
    }
}
