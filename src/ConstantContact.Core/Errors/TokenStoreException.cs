namespace ConstantContact.Core.Errors;

/// <summary>The token store cannot be used, or a store is required but none was given.</summary>
public sealed class TokenStoreException : CcException
{
    private readonly string _errorId;

    private readonly string _remedy;

    private TokenStoreException(string errorId, string message, string remedy, Exception? innerException = null)
        : base(message, innerException)
    {
        _errorId = errorId;
        _remedy = remedy;
    }

    public override string ErrorId => _errorId;

    public override string RecommendedAction => _remedy;

    public override bool EndsTheRun => true;

    public static TokenStoreException Failed(
        string store,
        string what,
        Exception? innerException = null,
        string? remedy = null
    ) =>
        new(
            "CcTokenStoreFailed",
            $"The token store ({store}) cannot {what}: {innerException?.Message ?? "no reason was given."}",
            (remedy ?? "Give this account read and write access to the store, then run the command again.")
                + " Nothing was sent to the authorization server.",
            innerException
        );

    public static TokenStoreException Busy(string store) =>
        new(
            "CcTokenStoreFailed",
            $"Another process has locked the token store ({store}) for two minutes.",
            "Find the process that holds the lock. Renewing a sign-in normally takes seconds."
        );

    public static TokenStoreException Unsafe(string path, string why) =>
        new(
            "CcTokenFileUnsafe",
            $"The token file {path} cannot be used: {why}",
            "Use a regular file with mode 600 in a folder that only you can write to (chmod 600 FILE; chmod 700 "
                + "FOLDER). If other users could read the file, sign in again."
        );

    public static TokenStoreException Unreadable(string store, string why, Exception? innerException = null) =>
        new(
            "CcTokenStoreFailed",
            $"The content of the token store ({store}) is not a sign-in: {why}",
            "Sign in again with this store, or name the correct store.",
            innerException
        );

    public static TokenStoreException Empty(string store) =>
        new(
            "CcTokenStoreEmpty",
            $"The token store ({store}) is empty.",
            "Sign in once with Connect-CcAccount -Browser or -DeviceCode and the same store parameters."
        );

    internal static TokenStoreException Needed() =>
        new(
            "CcTokenStoreNeeded",
            "A refresh token was given without a store, so it was not used. Using a rotating token invalidates it, and "
                + "the new token would be lost when this process ends.",
            "Name a store with -TokenFile, -VaultName or -TokenStore to keep the new token. If the application is "
                + "registered with long-lived refresh tokens, add -LongLivedRefreshToken."
        );
}
