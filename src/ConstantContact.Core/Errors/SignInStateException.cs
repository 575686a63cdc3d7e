namespace ConstantContact.Core.Errors;

/// <summary>The browser's response does not belong to this sign-in, so it is treated as a forgery.</summary>
public sealed class SignInStateException : CcException
{
    internal SignInStateException()
        : base("The browser's response does not belong to this sign-in (the state differs) and was not used.") { }

    public override string ErrorId => "CcSignInStateMismatch";

    public override string RecommendedAction =>
        "Close older sign-in pages and sign in again. If it happens again, another program on this machine is "
        + "calling the redirect address.";

    public override bool EndsTheRun => true;
}
