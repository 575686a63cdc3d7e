namespace ConstantContact.Core.Errors;

/// <summary>
/// The answer makes no sense: it is not JSON, incomplete, too large, a redirect, or has a status outside the contract.
/// </summary>
public sealed class UnexpectedResponseException : CcException
{
    public UnexpectedResponseException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction =
            remedy
            ?? "Another program, such as a proxy, may have answered instead of the service. If the service "
                + "answered, report this message and the command that caused it.";
    }

    public override string ErrorId => "CcUnexpectedResponse";

    public override string RecommendedAction { get; }
}
