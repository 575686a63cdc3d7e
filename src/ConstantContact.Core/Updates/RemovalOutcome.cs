namespace ConstantContact.Core.Updates;

/// <summary>The outcome of one contact to delete. Every contact has exactly one.</summary>
public enum RemovalOutcome
{
    /// <summary>Not processed yet, the run ended earlier, or the user declined.</summary>
    NotAttempted,

    Removed,

    /// <summary>Already deleted, or named earlier in the input.</summary>
    Unchanged,

    Failed,

    /// <summary>Perhaps deleted: the answer, or the end of the job, is not known.</summary>
    Unknown,

    /// <summary>-WhatIf: only shown.</summary>
    Previewed,
}
