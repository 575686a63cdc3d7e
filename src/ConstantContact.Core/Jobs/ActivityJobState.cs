namespace ConstantContact.Core.Jobs;

/// <summary>The state of one request of a bulk operation.</summary>
/// <remarks>Text and not an enum, because <c>ConvertTo-Json</c> would write an enum as a number.</remarks>
public static class ActivityJobState
{
    /// <summary>Not sent: the run ended earlier, or the service accepted nothing.</summary>
    public const string NotAttempted = nameof(NotAttempted);

    /// <summary>Accepted, but not finished within the time waited.</summary>
    public const string Pending = nameof(Pending);

    public const string Completed = nameof(Completed);

    /// <summary>Refused or abandoned by the service.</summary>
    public const string Failed = nameof(Failed);

    /// <summary>
    /// The request may have arrived, and its result is not known. Sending it again does not repeat what is done.
    /// </summary>
    public const string Unknown = nameof(Unknown);
}
