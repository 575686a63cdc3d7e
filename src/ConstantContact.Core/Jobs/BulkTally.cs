namespace ConstantContact.Core.Jobs;

/// <summary>What an operation was given and what of it does not go into its jobs.</summary>
public sealed record BulkTally
{
    public required string Operation { get; init; }

    /// <summary>How many were given; null where a list, a tag or the like stands for its contacts.</summary>
    public long? ItemsIn { get; init; }

    /// <summary>There is nothing to do for them.</summary>
    public long Unchanged { get; init; }

    /// <summary>Done by an earlier process of the same run.</summary>
    public long DoneBefore { get; init; }

    /// <summary>Given more than once.</summary>
    public long Duplicates { get; init; }

    /// <summary>Could not be found, or are none.</summary>
    public long Invalid { get; init; }

    /// <summary>Left out because the contacts' own wish, or their deletion, stands against it.</summary>
    public IReadOnlyList<HeldBackMember> HeldBack { get; init; } = [];
}
