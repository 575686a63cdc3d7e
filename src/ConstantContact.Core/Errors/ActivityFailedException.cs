namespace ConstantContact.Core.Errors;

/// <summary>The service accepted a job but did not complete it.</summary>
public sealed class ActivityFailedException : CcException
{
    public ActivityFailedException(string message, string? activityId)
        : base(message)
    {
        ActivityId = activityId;
    }

    public override string ErrorId => "CcActivityFailed";

    public override string RecommendedAction =>
        ActivityId is null
            ? "Run the command again. Work that is already done is not repeated."
            : $"Run Get-CcActivity {ActivityId} to see the activity, then run the command again. Work that is already "
                + "done is not repeated.";

    /// <summary>Null where the answer named no activity.</summary>
    public string? ActivityId { get; }
}
