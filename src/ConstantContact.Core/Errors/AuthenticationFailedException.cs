namespace ConstantContact.Core.Errors;

/// <summary>
/// The service refused the token (401), and the token could not be renewed or renewing it did not help.
/// </summary>
public sealed class AuthenticationFailedException : CcException
{
    public AuthenticationFailedException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction =
            remedy
            ?? "Get a new access token or sign in again, then run the command again. An access token is valid for "
                + "24 hours.";
    }

    public override string ErrorId => "CcAuthenticationFailed";

    public override string RecommendedAction { get; }

    public override bool EndsTheRun => true;
}
