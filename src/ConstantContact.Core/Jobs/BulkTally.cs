namespace ConstantContact.Core.Jobs;

/// <summary>The number of items that an operation was given, and those that are not part of its jobs.</summary>
public sealed record BulkTally
{
    public required string Operation { get; init; }

    /// <summary>The number of given items. Null if a list, a tag or similar stands for its contacts.</summary>
    public long? ItemsIn { get; init; }

    /// <summary>Items that need no change.</summary>
    public long Unchanged { get; init; }

    /// <summary>Items that an earlier process of the same run has done.</summary>
    public long DoneBefore { get; init; }

    /// <summary>Repeated items.</summary>
    public long Duplicates { get; init; }

    /// <summary>Items that were not found or are invalid.</summary>
    public long Invalid { get; init; }

    /// <summary>Contacts left out because of their own choice or their deletion.</summary>
    public IReadOnlyList<HeldBackMember> HeldBack { get; init; } = [];
}
