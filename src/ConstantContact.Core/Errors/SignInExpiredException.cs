namespace ConstantContact.Core.Errors;

/// <summary>The refresh token is dead, and the store has no other. A person must sign in.</summary>
public sealed class SignInExpiredException : CcException
{
    internal SignInExpiredException(string store, string clientId, Exception? innerException = null)
        : base(
            $"The authorization server no longer accepts the refresh token of client {clientId}, and the store "
                + $"({store}) has no newer one.",
            innerException
        ) { }

    public override string ErrorId => "CcSignInExpired";

    public override string RecommendedAction =>
        "Sign in again with the same store, for instance with Connect-CcAccount -Browser or -DeviceCode and the "
        + "same store parameters. "
        + "A refresh token stops working when another program has used it (a rotating token works once), when "
        + "access is revoked, or after 180 days without use.";

    public override bool EndsTheRun => true;
}
