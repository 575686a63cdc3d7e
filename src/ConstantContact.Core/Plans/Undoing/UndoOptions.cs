using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Plans.Undoing;

/// <summary>Options of an undo beyond restoring values.</summary>
public sealed record UndoOptions
{
    /// <summary>Contacts that the run deleted come back, onto the lists that they were on.</summary>
    public bool Restore { get; init; }

    /// <summary>Contacts that the run created or brought back are deleted.</summary>
    public bool RemoveCreated { get; init; }

    public string? ModuleVersion { get; init; }

    /// <summary>The OAuth client, as the connection names it.</summary>
    public string? Client { get; init; }

    /// <summary>Requests a second that the forecast reckons with.</summary>
    public int PerSecond { get; init; } = 4;

    /// <summary>An undo also restores contacts that have unsubscribed, but never their consent.</summary>
    internal MergeOptions Merge => new() { Restore = Restore, IncludeUnsubscribed = true };
}
