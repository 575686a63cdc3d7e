namespace ConstantContact.Core.Api;

/// <summary>
/// What to list of the contacts; conditions are joined with AND. A segment goes with no other condition and without
/// sub-resources.
/// </summary>
public sealed class ContactQuery
{
    /// <summary>
    /// Any of all, active, deleted, not_set, pending_confirmation, temp_hold, unsubscribed. Empty: everything but deleted ones,
    /// unsubscribed ones included.
    /// </summary>
    public IReadOnlyList<string> Status { get; init; } = [];

    /// <summary>One whole address. A deleted contact is found by it only with the status all or deleted.</summary>
    public string? Email { get; init; }

    /// <summary>List ids, at most 25.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>Tag ids, at most 50.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A number; unlike all other ids, no UUID.</summary>
    public int? SegmentId { get; init; }

    /// <summary>By the contact's own <c>updated_at</c>, which an unsubscribe does not move: see <see cref="OptOutAfter"/>.</summary>
    public DateTimeOffset? UpdatedAfter { get; init; }

    public DateTimeOffset? UpdatedBefore { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public DateTimeOffset? OptOutAfter { get; init; }

    public DateTimeOffset? OptOutBefore { get; init; }

    /// <summary>Any of all, explicit, unsubscribed, pending_confirmation, not_set.</summary>
    public IReadOnlyList<string> SmsStatus { get; init; } = [];

    /// <summary>Sub-resources to return; null for all six (for a segment: none, since it cannot be combined).</summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Asks for the number of all matches beside the first page.</summary>
    public bool IncludeCount { get; init; }

    /// <summary>1 to 500; null for 500, which takes the fewest requests.</summary>
    public int? PageSize { get; init; }
}
