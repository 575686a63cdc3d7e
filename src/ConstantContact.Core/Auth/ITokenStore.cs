namespace ConstantContact.Core.Auth;

/// <summary>
/// Keeps a sign-in as one secret text. Exceptions of any type are allowed; the custody code wraps them in a
/// <see cref="Errors.TokenStoreException"/>.
/// </summary>
public interface ITokenStore
{
    /// <summary>
    /// A description for people, such as "file /home/x/token" or "vault Main, secret Cc". Never contains a secret.
    /// </summary>
    string Description { get; }

    /// <summary>
    /// The file that processes of this machine lock while they renew; null if no other process can share the store.
    /// </summary>
    string? LockPath { get; }

    /// <summary>False if the content is lost when this process ends.</summary>
    bool OutlivesTheProcess { get; }

    /// <returns>Null if nothing is stored.</returns>
    Task<string?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>When this returns, the text survives any crash.</summary>
    Task SaveAsync(string text, CancellationToken cancellationToken);

    Task ClearAsync(CancellationToken cancellationToken);
}
