namespace ConstantContact.Core.Errors;

/// <summary>The place where a sign-in is kept cannot be used, or there is none where there must be one.</summary>
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

    public static TokenStoreException Failed(string store, string what, Exception? innerException = null) => new(
        "CcTokenStoreFailed",
        $"The token store ({store}) could not {what}: {innerException?.Message ?? "no reason was given."}",
        "Make the store readable and writable for this account, then run the command again. Nothing was sent to the authorization server.",
        innerException);

    public static TokenStoreException Busy(string store) => new(
        "CcTokenStoreFailed",
        $"The token store ({store}) was locked by another process for two minutes.",
        "Find the process that holds it: a sign-in is renewed within seconds.");

    public static TokenStoreException Unsafe(string path, string why) => new(
        "CcTokenFileUnsafe",
        $"The token file {path} is not used: {why}",
        "Keep it as a plain file with mode 600 in a folder that only you can write to (chmod 600 FILE; chmod 700 FOLDER). If others could read it, sign in again.");

    public static TokenStoreException Unreadable(string store, string why, Exception? innerException = null) => new(
        "CcTokenStoreFailed",
        $"What the token store ({store}) holds is no sign-in: {why}",
        "Sign in again into this store, or name the right one.",
        innerException);

    public static TokenStoreException Empty(string store) => new(
        "CcTokenStoreEmpty",
        $"The token store ({store}) holds no sign-in.",
        "Sign in into it once, with Connect-CcAccount -Browser or -DeviceCode and the same store parameters.");

    internal static TokenStoreException Needed() => new(
        "CcTokenStoreNeeded",
        "The refresh token was handed over and there is no store: if it is a rotating one, using it would kill it, and its successor would be lost with this process. It was not used.",
        "Name a store with -TokenFile, -VaultName or -TokenStore, so that the next token is kept. If the application is registered with long-lived refresh tokens, say so with -LongLivedRefreshToken.");
}
