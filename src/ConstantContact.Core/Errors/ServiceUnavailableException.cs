namespace ConstantContact.Core.Errors;

/// <summary>The service failed (5xx), also after the retries that the request allows.</summary>
public sealed class ServiceUnavailableException : CcException
{
    public ServiceUnavailableException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction = remedy ?? "The fault is on the side of the service. Run the command again in some minutes.";
    }

    public override string ErrorId => "CcServiceUnavailable";

    public override string RecommendedAction { get; }
}
