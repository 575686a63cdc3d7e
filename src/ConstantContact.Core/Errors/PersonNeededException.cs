namespace ConstantContact.Core.Errors;

/// <summary>The sign-in needs a person to respond, but the session is unattended.</summary>
public sealed class PersonNeededException : CcException
{
    internal PersonNeededException(string what)
        : base($"{what} needs a person to respond, but this session is unattended.") { }

    public override string ErrorId => "CcPersonNeeded";

    public override string RecommendedAction =>
        "Sign in once at a prompt and save the sign-in in a store (-TokenFile, -VaultName or -TokenStore). Here, "
        + "run Connect-CcAccount -Saved or -FromEnvironment with the same store. "
        + "A session is unattended when CONSTANTCONTACT_NONINTERACTIVE is 1, PowerShell was started with "
        + "-NonInteractive, or the host cannot prompt.";

    public override bool EndsTheRun => true;

    /// <param name="what">The kind of sign-in, as the beginning of a sentence.</param>
    public static PersonNeededException For(string what) => new(what);
}
