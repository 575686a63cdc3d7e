namespace ConstantContact.Core.Updates;

/// <summary>The outcome of one row. Every row of a run has exactly one.</summary>
/// <remarks>Text and not an enum, because <c>ConvertTo-Json</c> would write an enum as a number.</remarks>
public static class UpdateOutcome
{
    public const string Updated = nameof(Updated);

    public const string Created = nameof(Created);

    /// <summary>The contact already has the requested state. Nothing was sent.</summary>
    public const string Unchanged = nameof(Unchanged);

    /// <summary>The contact opted out. Nothing was sent.</summary>
    public const string Suppressed = nameof(Suppressed);

    public const string Failed = nameof(Failed);

    /// <summary>The run ended before the write of this row, or the user declined.</summary>
    public const string NotAttempted = nameof(NotAttempted);

    /// <summary>-WhatIf: the request was only shown.</summary>
    public const string Previewed = nameof(Previewed);

    /// <summary>
    /// The write was sent, but neither its answer nor a look-up of the contact shows the result. Running the row again
    /// does not repeat changes that already took effect.
    /// </summary>
    public const string Unknown = nameof(Unknown);
}
