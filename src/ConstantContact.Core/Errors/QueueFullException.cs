namespace ConstantContact.Core.Errors;

/// <summary>The account's queue holds 1,000 bulk activities and accepts no more for now.</summary>
public sealed class QueueFullException : CcException
{
    public QueueFullException(string message, string? remedy = null, Exception? innerException = null)
        : base(message, innerException)
    {
        RecommendedAction = remedy ?? "Wait until some of the queued activities finish, then run the command again.";
    }

    public override string ErrorId => "CcQueueFull";

    public override string RecommendedAction { get; }
}
