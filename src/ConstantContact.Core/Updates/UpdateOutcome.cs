namespace ConstantContact.Core.Updates;

/// <summary>What became of one row. Every row of a run has exactly one.</summary>
/// <remarks>Words and no enum, of which <c>ConvertTo-Json</c> would write the number.</remarks>
public static class UpdateOutcome
{
    public const string Updated = nameof(Updated);

    public const string Created = nameof(Created);

    /// <summary>The contact already is as wished; nothing was sent.</summary>
    public const string Unchanged = nameof(Unchanged);

    /// <summary>The contact opted out; nothing was sent.</summary>
    public const string Suppressed = nameof(Suppressed);

    public const string Failed = nameof(Failed);

    /// <summary>The run ended before this row's write, or a person said no.</summary>
    public const string NotAttempted = nameof(NotAttempted);

    /// <summary>-WhatIf: this is what would have been sent.</summary>
    public const string Previewed = nameof(Previewed);

    /// <summary>
    /// The write was sent, but neither its answer nor a look-up of the contact shows the result. Running the row again
    /// does not repeat changes that already took effect.
    /// </summary>
    public const string Unknown = nameof(Unknown);
}
