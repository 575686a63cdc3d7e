namespace ConstantContact.Core.Api;

/// <summary>
/// The conditions for listing contacts, joined with AND. A segment cannot be combined with other conditions or
/// sub-resources.
/// </summary>
public sealed class ContactQuery
{
    /// <summary>
    /// Any of all, active, deleted, not_set, pending_confirmation, temp_hold, unsubscribed. Empty: all contacts except
    /// deleted ones, including unsubscribed ones.
    /// </summary>
    public IReadOnlyList<string> Status { get; init; } = [];

    /// <summary>One complete address. It finds a deleted contact only with the status all or deleted.</summary>
    public string? Email { get; init; }

    /// <summary>List ids, at most 25.</summary>
    public IReadOnlyList<string> Lists { get; init; } = [];

    /// <summary>Tag ids, at most 50.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A number. All other ids are UUIDs.</summary>
    public int? SegmentId { get; init; }

    /// <summary>
    /// Compares the contact's own <c>updated_at</c>. An unsubscribe does not change it; see <see cref="OptOutAfter"/>.
    /// </summary>
    public DateTimeOffset? UpdatedAfter { get; init; }

    public DateTimeOffset? UpdatedBefore { get; init; }

    public DateTimeOffset? CreatedAfter { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public DateTimeOffset? OptOutAfter { get; init; }

    public DateTimeOffset? OptOutBefore { get; init; }

    /// <summary>Any of all, explicit, unsubscribed, pending_confirmation, not_set.</summary>
    public IReadOnlyList<string> SmsStatus { get; init; } = [];

    /// <summary>
    /// Sub-resources to return. Null for all six, or for none with a segment, which cannot be combined with them.
    /// </summary>
    public IReadOnlyList<string>? Include { get; init; }

    /// <summary>Also requests the number of all matches with the first page.</summary>
    public bool IncludeCount { get; init; }

    /// <summary>1 to 500; null for 500, which needs the fewest requests.</summary>
    public int? PageSize { get; init; }
}
