namespace ConstantContact.Core.Errors;

/// <summary>The service took a job and did not bring it to its end.</summary>
public sealed class ActivityFailedException : CcException
{
    public ActivityFailedException(string message, string? activityId)
        : base(message)
    {
        ActivityId = activityId;
    }

    public override string ErrorId => "CcActivityFailed";

    public override string RecommendedAction => ActivityId is null
        ? "Run the command again. Work that is already done is not repeated."
        : $"Run Get-CcActivity {ActivityId} to see the activity, then run the command again. Work that is already done is not repeated.";

    /// <summary>Null where the service named none.</summary>
    public string? ActivityId { get; }
}
