namespace ConstantContact.Core.Errors;

/// <summary>The authorization server refused a sign-in or a refresh, in the words of OAuth.</summary>
public sealed class SignInFailedException : CcException
{
    internal SignInFailedException(string message, string? oauthError, Exception? innerException = null)
        : base(message, innerException)
    {
        OAuthError = oauthError;
    }

    public override string ErrorId => "CcSignInFailed";

    public override string RecommendedAction => OAuthError switch
    {
        "invalid_client" => "Check client id and client secret against the application in the developer portal. An application without a secret must not send one.",
        "invalid_scope" => "Ask for scopes that exist: contact_data, campaign_data, account_read, account_update, offline_access.",
        "unauthorized_client" => "Allow this way of signing in for the application in the developer portal.",
        _ => "Check client id, redirect address and scopes against the application in the developer portal, then sign in again.",
    };

    public override bool EndsTheRun => true;

    /// <summary>The answer's <c>error</c>, such as <c>invalid_client</c>; null where it had none.</summary>
    public string? OAuthError { get; }
}
