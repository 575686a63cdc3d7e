namespace ConstantContact.Core.Bulk;

public enum BulkJobState
{
    Completed,

    /// <summary>Refused by the service, or its activity failed or was cancelled.</summary>
    Failed,

    /// <summary>Never left, or certainly did not arrive.</summary>
    NotAttempted,

    /// <summary>It may have arrived, or the activity's end could not be learned.</summary>
    Unknown,
}
