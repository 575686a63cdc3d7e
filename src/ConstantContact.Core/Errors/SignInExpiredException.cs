namespace ConstantContact.Core.Errors;

/// <summary>The refresh token is dead, and no other was found where it is kept. A person must sign in.</summary>
public sealed class SignInExpiredException : CcException
{
    internal SignInExpiredException(string store, string clientId, Exception? innerException = null)
        : base($"The authorization server no longer takes the refresh token of client {clientId} ({store}), and nobody has stored a newer one.", innerException)
    {
    }

    public override string ErrorId => "CcSignInExpired";

    public override string RecommendedAction =>
        "Sign in again into the same store, for instance with Connect-CcAccount -Browser or -DeviceCode and the same store parameters. "
        + "A refresh token dies when it was used by somebody else (a rotating one works once), when access was taken away, or after 180 days without use.";

    public override bool EndsTheRun => true;
}
