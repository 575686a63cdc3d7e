namespace ConstantContact.Core.Jobs;

/// <summary>The state of one request of a bulk operation.</summary>
public enum ActivityJobState
{
    /// <summary>Not sent: the run ended earlier, or the service accepted nothing.</summary>
    NotAttempted,

    /// <summary>Accepted, but not finished within the time waited.</summary>
    Pending,

    Completed,

    /// <summary>Refused or abandoned by the service.</summary>
    Failed,

    /// <summary>
    /// The request may have arrived, and its result is not known. Sending it again does not repeat what is done.
    /// </summary>
    Unknown,
}
