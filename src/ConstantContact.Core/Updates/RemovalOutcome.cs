namespace ConstantContact.Core.Updates;

/// <summary>The outcome of one contact to delete. Every contact has exactly one.</summary>
/// <remarks>Text and not an enum, because <c>ConvertTo-Json</c> would write an enum as a number.</remarks>
public static class RemovalOutcome
{
    /// <summary>Not processed yet, the run ended earlier, or the user declined.</summary>
    public const string NotAttempted = nameof(NotAttempted);

    public const string Removed = nameof(Removed);

    /// <summary>Already deleted, or named earlier in the input.</summary>
    public const string Unchanged = nameof(Unchanged);

    public const string Failed = nameof(Failed);

    /// <summary>Perhaps deleted: the answer, or the end of the job, is not known.</summary>
    public const string Unknown = nameof(Unknown);

    /// <summary>-WhatIf: only shown.</summary>
    public const string Previewed = nameof(Previewed);
}
