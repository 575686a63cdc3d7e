namespace ConstantContact.Core.Errors;

/// <summary>The person at the browser, or the service on their behalf, denied access.</summary>
public sealed class SignInDeniedException : CcException
{
    internal SignInDeniedException(Exception? innerException = null)
        : base("The sign-in was denied (access_denied).", innerException) { }

    public override string ErrorId => "CcSignInDenied";

    public override string RecommendedAction =>
        "Sign in again as a user with access to the application, and choose Allow.";

    public override bool EndsTheRun => true;
}
