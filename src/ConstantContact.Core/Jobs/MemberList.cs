namespace ConstantContact.Core.Jobs;

/// <summary>Who goes into the jobs of a bulk operation, and who does not.</summary>
public sealed class MemberList
{
    /// <summary>In the order given, each once.</summary>
    public required IReadOnlyList<string> ContactIds { get; init; }

    public required IReadOnlyList<HeldBackMember> HeldBack { get; init; }

    /// <summary>The ids of contacts for which there is nothing to do.</summary>
    public required IReadOnlyCollection<string> Unneeded { get; init; }

    public required IReadOnlyList<MissingMember> Missing { get; init; }

    public required long Duplicates { get; init; }

    /// <summary>How they were looked up and what it cost, in words; null where nobody had to be.</summary>
    public string? LookUp { get; init; }

    /// <summary>The id of each who was found.</summary>
    public IReadOnlyDictionary<MemberWish, string> Ids { get; init; } = new Dictionary<MemberWish, string>();
}
