namespace ConstantContact.Core.Errors;

/// <summary>The item that the request names does not exist (404).</summary>
public sealed class NotFoundException : CcException
{
    public NotFoundException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction = remedy ?? "Check the id or the address. A search returns deleted contacts only on request.";
    }

    public override string ErrorId => "CcNotFound";

    public override string RecommendedAction { get; }
}
