namespace ConstantContact.Core.Errors;

/// <summary>An answer that cannot be understood: not JSON, cut short, too large, a redirect, a status out of the contract.</summary>
public sealed class UnexpectedResponseException : CcException
{
    public UnexpectedResponseException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction = remedy ?? "Something other than the service may have answered, such as a proxy. If it was the service, report the message with the command that led to it.";
    }

    public override string ErrorId => "CcUnexpectedResponse";

    public override string RecommendedAction { get; }
}
