using System.IO;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Auth;

/// <summary>
/// Holds the sign-in of one application: in memory for this process, and in a store for all processes, which lock it.
/// Checks that the store belongs to the application.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="app">The application.</param>
/// <param name="authUri">The authorization server of the application.</param>
/// <param name="options">How the sign-in is kept.</param>
/// <param name="time">The clock.</param>
/// <param name="warn">Receives warnings for the user.</param>
internal sealed class SignInCustody(
    ITokenStore store,
    AppCredentials app,
    Uri authUri,
    CustodyOptions options,
    TimeProvider time,
    Action<string> warn
)
{
    private static readonly TimeSpan LockPatience = TimeSpan.FromMinutes(2);

    private volatile StoredSignIn? _current;

    private volatile StoredSignIn? _unsaved;

    /// <summary>The sign-in that this process uses; null if it has none yet.</summary>
    public StoredSignIn? Current
    {
        get => _current;
        set => _current = value;
    }

    /// <summary>A renewed sign-in that could not be stored yet. It is newer than the content of the store.</summary>
    public StoredSignIn? Unsaved => _unsaved;

    /// <summary>The refresh token that the user gave; null if there is none.</summary>
    public StoredSignIn? Seed =>
        options.Seed is { } refreshToken ? StoredSignIn.Seed(app, authUri, refreshToken) : null;

    public string Description => store.Description;

    public bool OutlivesTheProcess => store.OutlivesTheProcess;

    /// <summary>Reads a store before its owner is known. Null if it is empty.</summary>
    /// <exception cref="TokenStoreException">The store cannot be read.</exception>
    public static async Task<StoredSignIn?> ReadAsync(ITokenStore store, CancellationToken cancellationToken)
    {
        StoredSignIn? stored = null;
        await AccessAsync(
                store,
                "be read",
                async () => stored = StoredSignIn.Parse(await store.LoadAsync(cancellationToken).ConfigureAwait(false))
            )
            .ConfigureAwait(false);
        return stored;
    }

    /// <summary>Locks the store against other processes. Null if no other process can share it.</summary>
    public async Task<FileLock?> LockAsync(CancellationToken cancellationToken)
    {
        if (store.LockPath is not { } path)
        {
            return null;
        }

        try
        {
            OwnerOnly.CreateDirectory(Path.GetDirectoryName(path)!);
            return await FileLock.AcquireAsync(path, time, LockPatience, cancellationToken).ConfigureAwait(false)
                ?? throw TokenStoreException.Busy(Description);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw TokenStoreException.Failed(Description, "be locked", e);
        }
    }

    /// <summary>The stored sign-in, or the seed if the store is empty.</summary>
    public async Task<StoredSignIn?> LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(store, cancellationToken).ConfigureAwait(false);
        if (stored?.ClientId is { } owner && owner != app.ClientId)
        {
            throw TokenStoreException.Unreadable(
                Description,
                $"it belongs to client {owner}, not to client {app.ClientId}."
            );
        }

        if (stored?.AuthUri is { } home && home != authUri)
        {
            // A token is sent only to the host that issued it.
            throw TokenStoreException.Unreadable(Description, $"it was issued by {home.Host}, not by {authUri.Host}.");
        }

        return stored?.CompletedWith(app, authUri) ?? Seed;
    }

    public Task SaveAsync(StoredSignIn signIn) =>
        AccessAsync(store, "be written", () => store.SaveAsync(signIn.ToText(), CancellationToken.None));

    /// <summary>
    /// Stores a renewed sign-in. The old token is gone, so a failure now would certainly lose the new one. The run
    /// continues with it, warns, and tries to store it with every request.
    /// </summary>
    public Task SaveRenewedAsync(StoredSignIn renewed)
    {
        _unsaved = renewed;
        return TrySaveAgainAsync();
    }

    /// <summary>Tries to store the unsaved sign-in, if there is one.</summary>
    public async Task TrySaveAgainAsync()
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
            warn(
                "The renewed sign-in could not be stored and is lost if this process ends now. The next request "
                    + $"tries again to store it. Cause: {e.Message}"
            );
        }
    }

    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await AccessAsync(store, "remove the sign-in", () => store.ClearAsync(cancellationToken)).ConfigureAwait(false);
        _current = null;
        _unsaved = null;
    }

    private static async Task AccessAsync(ITokenStore store, string what, Func<Task> work)
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
}
