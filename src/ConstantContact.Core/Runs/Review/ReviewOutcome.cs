namespace ConstantContact.Core.Runs.Review;

/// <summary>An outcome as people read it.</summary>
/// <param name="Name">As runs and plans write it, such as <c>NotAttempted</c>.</param>
/// <param name="Label">Such as "Not attempted".</param>
/// <param name="Tone">Its colour.</param>
public sealed record ReviewOutcome(string Name, string Label, ReviewTone Tone)
{
    /// <summary>In the order in which a page shows them.</summary>
    private static readonly (string Name, ReviewTone Tone)[] Known =
    [
        ("Update", ReviewTone.Good),
        ("Create", ReviewTone.Good),
        ("Restore", ReviewTone.Warn),
        ("Delete", ReviewTone.Warn),
        ("Updated", ReviewTone.Good),
        ("Created", ReviewTone.Good),
        ("Restored", ReviewTone.Good),
        ("Applied", ReviewTone.Good),
        ("Accepted", ReviewTone.Good),
        ("Done", ReviewTone.Good),
        ("Removed", ReviewTone.Warn),
        ("Unchanged", ReviewTone.Quiet),
        ("Merged", ReviewTone.Quiet),
        ("Duplicates", ReviewTone.Quiet),
        ("Kept", ReviewTone.Warn),
        ("Stale", ReviewTone.Warn),
        ("Suppressed", ReviewTone.Warn),
        ("Pending", ReviewTone.Warn),
        (RowOutcome.NotAttempted, ReviewTone.Warn),
        ("Rejected", ReviewTone.Bad),
        (RowOutcome.Failed, ReviewTone.Bad),
        (RowOutcome.Unknown, ReviewTone.Bad),
    ];

    /// <summary>Where a page shows it: what was done comes first, what failed last.</summary>
    internal int Place => Array.FindIndex(Known, k => k.Name == Name) is >= 0 and var place ? place : Known.Length;

    /// <summary>One that is not in the table is shown in its own words and without a colour.</summary>
    public static ReviewOutcome Of(string name)
    {
        var words = ReviewField.Words(name);
        var known = Known.FirstOrDefault(k => k.Name == name);
        return new(
            name,
            IsIntent(name) ? $"To {words.ToLowerInvariant()}" : words,
            known.Name is null ? ReviewTone.Quiet : known.Tone
        );
    }

    /// <summary>The entry of a plan is yet to be written.</summary>
    private static bool IsIntent(string name) => name is "Update" or "Create" or "Restore" or "Delete";
}
