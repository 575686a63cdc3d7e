namespace ConstantContact.Core.Updates;

/// <summary>What became of one row. Every row of a run has exactly one.</summary>
public enum UpdateOutcome
{
    Updated,
    Created,

    /// <summary>The contact already is as wished; nothing was sent.</summary>
    Unchanged,

    /// <summary>The contact opted out; nothing was sent.</summary>
    Suppressed,

    Failed,

    /// <summary>The run ended before this row's write, or a person said no.</summary>
    NotAttempted,

    /// <summary>-WhatIf: this is what would have been sent.</summary>
    Previewed,

    /// <summary>
    /// The write was sent, and neither its answer nor a look at the contact says what became of it. To run the row again changes
    /// nothing that is done already.
    /// </summary>
    Unknown,
}
