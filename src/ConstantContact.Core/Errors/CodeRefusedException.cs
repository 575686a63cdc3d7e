namespace ConstantContact.Core.Errors;

/// <summary>
/// The authorization code was refused: it expired, it was used before, or its request had another address or verifier.
/// </summary>
public sealed class CodeRefusedException : CcException
{
    internal CodeRefusedException(string reason, Exception? innerException = null)
        : base($"The authorization code was refused: {reason}", innerException) { }

    public override string ErrorId => "CcCodeRefused";

    public override string RecommendedAction =>
        "Get a new code. A code works once, for five minutes, and only with the redirect address and code verifier "
        + "of its request.";

    public override bool EndsTheRun => true;
}
