namespace ConstantContact.Core.Updates;

/// <summary>What became of a contact that was to be deleted. Every one has exactly one.</summary>
public enum RemovalOutcome
{
    /// <summary>Not there yet: the run has not come to it, ended before, or a person said no.</summary>
    NotAttempted,

    Removed,

    /// <summary>It was deleted already, or the input names it a second time.</summary>
    Unchanged,

    Failed,

    /// <summary>It may be deleted; the answer or the job's end was not learned.</summary>
    Unknown,

    /// <summary>-WhatIf.</summary>
    Previewed,
}
