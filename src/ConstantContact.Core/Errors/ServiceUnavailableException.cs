namespace ConstantContact.Core.Errors;

/// <summary>The service failed (5xx), even on the last retry that the request allows.</summary>
public sealed class ServiceUnavailableException : CcException
{
    public ServiceUnavailableException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction = remedy ?? "The service has a problem. Run the command again in a few minutes.";
    }

    public override string ErrorId => "CcServiceUnavailable";

    public override string RecommendedAction { get; }
}
