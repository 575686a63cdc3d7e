namespace ConstantContact.Core.Errors;

/// <summary>An answer that cannot be understood: not JSON, cut short, too large, a redirect, a status out of the contract.</summary>
public sealed class UnexpectedResponseException : CcException
{
    public UnexpectedResponseException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction = remedy ?? "Another program, such as a proxy, may have answered instead of the service. If the service answered, report this message and the command that caused it.";
    }

    public override string ErrorId => "CcUnexpectedResponse";

    public override string RecommendedAction { get; }
}
