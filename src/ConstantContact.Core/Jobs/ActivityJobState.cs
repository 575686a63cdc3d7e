namespace ConstantContact.Core.Jobs;

/// <summary>What became of one request of a bulk operation.</summary>
public enum ActivityJobState
{
    /// <summary>Not sent: the run ended before, or the service took nothing.</summary>
    NotAttempted,

    /// <summary>The service has it and is not done with it, as far as was waited.</summary>
    Pending,

    Completed,

    /// <summary>Refused, or given up by the service.</summary>
    Failed,

    /// <summary>It may have arrived, and what became of it was not learned. Sending it again changes nothing that is done already.</summary>
    Unknown,
}
