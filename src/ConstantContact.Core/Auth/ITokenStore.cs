namespace ConstantContact.Core.Auth;

/// <summary>
/// Where a sign-in is kept, as one secret text. Its exceptions may be of any kind; custody makes a
/// <see cref="Errors.TokenStoreException"/> of those that are not one already.
/// </summary>
public interface ITokenStore
{
    /// <summary>For people: "file /home/x/token", "vault Main, secret Cc". Never a secret.</summary>
    string Description { get; }

    /// <summary>The file that processes of this machine lock while they renew; null where no other process can share the store.</summary>
    string? LockPath { get; }

    /// <summary>False where what is stored is gone with this process.</summary>
    bool OutlivesTheProcess { get; }

    /// <returns>Null where nothing is stored.</returns>
    Task<string?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>When it returns, the text is there after any crash.</summary>
    Task SaveAsync(string text, CancellationToken cancellationToken);

    Task ClearAsync(CancellationToken cancellationToken);
}
