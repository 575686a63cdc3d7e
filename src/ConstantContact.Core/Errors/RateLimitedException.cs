namespace ConstantContact.Core.Errors;

/// <summary>The request was throttled (429), even on the last retry.</summary>
public sealed class RateLimitedException : CcException
{
    public RateLimitedException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction =
            remedy
            ?? "Another program is using the same API key. Run fewer programs at once or lower the requests per "
                + "second, then run the command again.";
    }

    public override string ErrorId => "CcRateLimited";

    public override string RecommendedAction { get; }
}
