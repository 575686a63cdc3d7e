namespace ConstantContact.Core.Errors;

/// <summary>The sign-in needs a person, and there is none.</summary>
public sealed class PersonNeededException : CcException
{
    internal PersonNeededException(string what)
        : base($"{what} needs a person, and this session has none.")
    {
    }

    public override string ErrorId => "CcPersonNeeded";

    public override string RecommendedAction =>
        "Sign in once at a prompt into a store (-TokenFile, -VaultName or -TokenStore), and use Connect-CcAccount -Saved or -FromEnvironment with the same store here. "
        + "A session counts as unattended when CONSTANTCONTACT_NONINTERACTIVE is 1, PowerShell was started with -NonInteractive, or the host cannot ask.";

    public override bool EndsTheRun => true;

    /// <param name="what">The way of signing in, as the beginning of a sentence.</param>
    public static PersonNeededException For(string what) => new(what);
}
