namespace ConstantContact.Core.Jobs;

/// <summary>What became of one request of a bulk operation.</summary>
/// <remarks>Words and no enum, of which <c>ConvertTo-Json</c> would write the number.</remarks>
public static class ActivityJobState
{
    /// <summary>Not sent: the run ended before, or the service took nothing.</summary>
    public const string NotAttempted = nameof(NotAttempted);

    /// <summary>The service has it and is not done with it, as far as was waited.</summary>
    public const string Pending = nameof(Pending);

    public const string Completed = nameof(Completed);

    /// <summary>Refused, or given up by the service.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>It may have arrived, and what became of it was not learned. Sending it again changes nothing that is done already.</summary>
    public const string Unknown = nameof(Unknown);
}
