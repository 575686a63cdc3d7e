using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Plans.Routes;

/// <summary>One contact that is to be written, and what decides how.</summary>
internal sealed record Draft
{
    public required long Position { get; init; }

    public required string Action { get; init; }

    /// <summary>Null for a contact that is to be created or deleted.</summary>
    public UpdatePlan? Plan { get; init; }

    public IReadOnlyList<ContactChange> Changes { get; init; } = [];

    public string? ContactId { get; init; }

    /// <summary>The page that shows the contact; 0 where it was looked up.</summary>
    public int Page { get; init; }

    /// <summary>
    /// Routes that are given: those of a plan that was made before. Null where they are to be chosen.
    /// </summary>
    public IReadOnlyList<string>? Routes { get; init; }

    /// <summary>With <see cref="Routes"/>: the list that the import names.</summary>
    public string? Through { get; init; }

    /// <summary>Lists on which the contact is.</summary>
    public IEnumerable<string> Lists => Plan?.Current.Texts(ContactMembers.ListMemberships) ?? [];

    /// <summary>Nothing but leaving lists or tags, which needs nobody's consent.</summary>
    public bool OnlyLeaves => Changes.All(static c => !ImportCells.IsValue(c) && c.New is null);

    public IEnumerable<string> Ids(string member, bool adds) =>
        Changes.Where(c => c.Member == member && c.New is null != adds).Select(static c => c.Key!);
}
