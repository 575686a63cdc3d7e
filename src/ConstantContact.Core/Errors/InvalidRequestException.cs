namespace ConstantContact.Core.Errors;

/// <summary>The service refused the content of the request: a 400, or another 4xx without its own type.</summary>
public sealed class InvalidRequestException : CcException
{
    public InvalidRequestException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction = remedy ?? "Correct the value that the message names, then send the record again.";
    }

    public override string ErrorId => "CcInvalidRequest";

    public override string RecommendedAction { get; }
}
