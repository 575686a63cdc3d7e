namespace ConstantContact.Core.Errors;

/// <summary>The authorization server refused a sign-in or a refresh with an OAuth error.</summary>
public sealed class SignInFailedException : CcException
{
    internal SignInFailedException(string message, string? oauthError, Exception? innerException = null)
        : base(message, innerException)
    {
        OAuthError = oauthError;
    }

    public override string ErrorId => "CcSignInFailed";

    public override string RecommendedAction =>
        OAuthError switch
        {
            "invalid_client" =>
                "Compare the client id and client secret with the application in the developer portal. Give no secret "
                    + "for an application that has none.",
            "invalid_scope" =>
                "Request only scopes that exist: contact_data, campaign_data, account_read, account_update, "
                    + "offline_access.",
            "unauthorized_client" => "Allow this type of sign-in for the application in the developer portal.",
            _ =>
                "Compare the client id, redirect address and scopes with the application in the developer portal, then "
                    + "sign in again.",
        };

    public override bool EndsTheRun => true;

    /// <summary>The <c>error</c> of the answer, such as <c>invalid_client</c>; null if it had none.</summary>
    public string? OAuthError { get; }
}
