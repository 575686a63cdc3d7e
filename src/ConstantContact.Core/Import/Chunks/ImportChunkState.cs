namespace ConstantContact.Core.Import.Chunks;

public enum ImportChunkState
{
    /// <summary>Taken by the service, which was not waited for.</summary>
    Pending,
    Completed,

    /// <summary>Refused by the service, or its activity failed or was cancelled.</summary>
    Failed,

    /// <summary>Never left, or certainly did not arrive.</summary>
    NotAttempted,

    /// <summary>It may have arrived, or the activity's end could not be learned.</summary>
    Unknown,

    /// <summary>The service gave the activity up after its own time limit; what it took until then stays.</summary>
    TimedOut,

    /// <summary>The service took it and does not know the activity any more: it forgets them after ten days.</summary>
    Forgotten,

    /// <summary>The service had not finished when the wait ended.</summary>
    Unfinished,
}
