namespace ConstantContact.Core.Updates;

/// <summary>The outcome of one row. Every row of a run has exactly one.</summary>
public enum UpdateOutcome
{
    Updated,
    Created,

    /// <summary>The contact already has the requested state. Nothing was sent.</summary>
    Unchanged,

    /// <summary>The contact opted out. Nothing was sent.</summary>
    Suppressed,

    Failed,

    /// <summary>The run ended before the write of this row, or the user declined.</summary>
    NotAttempted,

    /// <summary>-WhatIf: the request was only shown.</summary>
    Previewed,

    /// <summary>
    /// The write was sent, but neither its answer nor a look-up of the contact shows the result. Running the row again
    /// does not repeat changes that already took effect.
    /// </summary>
    Unknown,
}
