namespace ConstantContact.Core.Errors;

/// <summary>The service could not be reached, or the connection broke: DNS, TLS, proxy, socket.</summary>
public sealed class ConnectionFailedException : CcException
{
    public ConnectionFailedException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction = remedy ?? "Check the network, the proxy settings and whether TLS 1.2 to the service's host is allowed, then run the command again.";
    }

    public override string ErrorId => "CcConnectionFailed";

    public override string RecommendedAction { get; }
}
