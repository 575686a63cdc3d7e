using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Jobs;

/// <summary>The contacts that are part of the jobs of a bulk operation, and those that are not.</summary>
public sealed class MemberList
{
    /// <summary>In the order given, without duplicates.</summary>
    public required IReadOnlyList<string> ContactIds { get; init; }

    public required IReadOnlyList<HeldBackMember> HeldBack { get; init; }

    /// <summary>The ids of contacts that need no change.</summary>
    public required IReadOnlyCollection<string> Unneeded { get; init; }

    public required IReadOnlyList<MissingMember> Missing { get; init; }

    public required long Duplicates { get; init; }

    /// <summary>A description of the look-up and its cost. Null if none was needed.</summary>
    public string? LookUp { get; init; }

    /// <summary>
    /// By id: those of <see cref="ContactIds"/> that the look-up read, with the sub-resources that it was asked for.
    /// </summary>
    internal IReadOnlyDictionary<string, Contact> Read { get; init; } =
        new Dictionary<string, Contact>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The id of each contact that was found.</summary>
    public IReadOnlyDictionary<RequestedMember, string> Ids { get; init; } = new Dictionary<RequestedMember, string>();
}
