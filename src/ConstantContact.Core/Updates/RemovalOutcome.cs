namespace ConstantContact.Core.Updates;

/// <summary>What became of a contact that was to be deleted. Every one has exactly one.</summary>
/// <remarks>Words and no enum, of which <c>ConvertTo-Json</c> would write the number.</remarks>
public static class RemovalOutcome
{
    /// <summary>Not there yet: the run has not come to it, ended before, or a person said no.</summary>
    public const string NotAttempted = nameof(NotAttempted);

    public const string Removed = nameof(Removed);

    /// <summary>It was deleted already, or the input names it a second time.</summary>
    public const string Unchanged = nameof(Unchanged);

    public const string Failed = nameof(Failed);

    /// <summary>It may be deleted; the answer or the job's end was not learned.</summary>
    public const string Unknown = nameof(Unknown);

    /// <summary>-WhatIf.</summary>
    public const string Previewed = nameof(Previewed);
}
