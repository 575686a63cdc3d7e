using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Auth;

/// <summary>
/// Renews the sign-in: at most one renewal at a time for all callers, and only if no other process has renewed it.
/// </summary>
/// <remarks>
/// A rotating refresh token works once, and its successor exists only in the answer. The order is therefore: lock, read
/// the store again, refresh only if still needed, store the answer, then use it. One gap remains, between the service's
/// answer and the end of the write: if the process is killed then, the sign-in is lost. The protocol offers no way to
/// close this gap.
/// </remarks>
internal sealed class SignInRenewal(
    OAuthClient oauth,
    AppCredentials app,
    SignInCustody custody,
    RenewalTime renewalTime,
    CustodyOptions options
)
{
    private readonly object _sync = new();

    private Task<StoredSignIn>? _renewal;

    /// <summary>
    /// One renewal for all callers, owned by none of them. If a caller is stopped, it leaves, but the renewal continues
    /// to its end, because an answer that is not stored is a lost sign-in.
    /// </summary>
    /// <param name="refused">An access token that the service refused; null if the current one is due.</param>
    /// <param name="cancellationToken">Ends the wait of this caller.</param>
    public async Task<StoredSignIn> RenewAsync(string? refused, CancellationToken cancellationToken)
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
                if (!mine)
                {
                    // The caller that started the renewal may have been stopped before it could save to the store.
                    await custody.TrySaveAgainAsync().ConfigureAwait(false);
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
            using var held = await custody.LockAsync(CancellationToken.None).ConfigureAwait(false);
            var renewed = await ReadOrRefreshAsync(refused).ConfigureAwait(false);
            custody.Current = renewed;
            return renewed;
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
        var stored =
            custody.Unsaved
            ?? await custody.LoadAsync(CancellationToken.None).ConfigureAwait(false)
            ?? throw TokenStoreException.Empty(custody.Description);
        var dead = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            if (stored.Access is { } access && access.Value != refused && !renewalTime.IsDue(stored))
            {
                return stored;
            }

            if (stored.RefreshToken is not { } refresh)
            {
                throw new AuthenticationFailedException(
                    $"The access token has expired or was refused, and {custody.Description} holds no refresh token.",
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
                stored =
                    await OtherSignInAsync(dead).ConfigureAwait(false)
                    ?? throw new SignInExpiredException(custody.Description, app.ClientId, e);
            }
        }
    }

    /// <summary>
    /// A sign-in whose refresh token was not refused yet; null if there is none. Another machine, which our lock does
    /// not reach, may have stored the new token in the meantime. Or the user gave a new token after the stored one had
    /// died.
    /// </summary>
    private async Task<StoredSignIn?> OtherSignInAsync(HashSet<string> dead)
    {
        var stored = await custody.LoadAsync(CancellationToken.None).ConfigureAwait(false);
        return IsAlive(stored) ? stored
            : IsAlive(custody.Seed) ? custody.Seed
            : null;

        bool IsAlive(StoredSignIn? signIn) => signIn?.RefreshToken is { } refresh && !dead.Contains(refresh);
    }

    private async Task<StoredSignIn> ExchangeAsync(StoredSignIn stored, string refresh)
    {
        if (!options.LongLivedRefreshToken)
        {
            if (!custody.OutlivesTheProcess && refresh == options.Seed)
            {
                throw TokenStoreException.Needed();
            }

            // Write before use, so that a store that cannot save the new token is detected while the old token is still
            // valid.
            await custody.SaveAsync(stored).ConfigureAwait(false);
        }

        var client =
            app.Secret is null && stored.ClientSecret is { } secret ? new AppCredentials(app.ClientId, secret) : app;
        var answer = await oauth.RefreshAsync(client, refresh, CancellationToken.None).ConfigureAwait(false);
        var next = StoredSignIn.From(client, oauth.AuthUri, answer, stored, oauth.Time.GetUtcNow());
        await custody.SaveRenewedAsync(next).ConfigureAwait(false);
        return next;
    }
}
