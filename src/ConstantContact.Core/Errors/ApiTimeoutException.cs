namespace ConstantContact.Core.Errors;

/// <summary>No complete answer arrived within the time limit of an attempt.</summary>
public sealed class ApiTimeoutException : CcException
{
    public ApiTimeoutException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction =
            remedy
            ?? "Run the command again. If it happens often, check the network and the proxy between this machine "
                + "and the service.";
    }

    public override string ErrorId => "CcTimeout";

    public override string RecommendedAction { get; }
}
