namespace ConstantContact.Core.Errors;

/// <summary>The service could not be reached, or the connection broke: DNS, TLS, proxy, socket.</summary>
public sealed class ConnectionFailedException : CcException
{
    public ConnectionFailedException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction =
            remedy
            ?? "Check the network and the proxy settings, and check that TLS 1.2 to the service is allowed. Then "
                + "run the command again.";
    }

    public override string ErrorId => "CcConnectionFailed";

    public override string RecommendedAction { get; }
}
