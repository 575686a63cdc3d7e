using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans.Making;
using ConstantContact.Core.Plans.Routes;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>Whether an entry may be written to a contact as it is now. Pure.</summary>
internal static class PlanJudge
{
    private const int MostNamed = 5;

    /// <summary>
    /// The reason if a list, tag or custom field of the entry no longer exists, or if the field has another type;
    /// otherwise null.
    /// </summary>
    public static string? Gone(PlanEntry entry, PlanAccount account, PlanNames names) =>
        entry
            .Changes.Where(static c => c.Key is not null)
            .Select(c =>
                c.Member switch
                {
                    ContactMembers.ListMemberships when account.List(c.Key!) is null =>
                        $"the list '{names.Show(c).Key}' no longer exists",
                    ContactMembers.Taggings when account.Tag(c.Key!) is null =>
                        $"the tag '{names.Show(c).Key}' no longer exists",
                    ContactMembers.CustomFields => FieldTrouble(account.Field(c.Key!), c, names),
                    _ => null,
                }
            )
            .FirstOrDefault(static why => why is not null);

    /// <summary>Why the contact is not the one that was planned; null where it is.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="now">The contact.</param>
    /// <param name="inDoubt">A part of the entry may have been written by an earlier process.</param>
    public static string? Stale(PlanEntry entry, JsonObject now, bool inDoubt)
    {
        if (entry.Mark is not { } planned)
        {
            return "belongs to a contact now, which was not there when the plan was made";
        }

        var members = planned.DifferenceTo(ContactMark.Of(now));
        if (inDoubt && members.Count > 0)
        {
            members = [.. Others(entry, now, members)];
        }

        return members.Count == 0 ? null
            : members.Contains(ContactMark.Deleted, StringComparer.Ordinal)
                ? $"was {(new Contact(now).IsDeleted ? "deleted" : "restored")} after the plan was made"
            : "has changed since the plan was made: "
                + ShownList.First([.. members.Select(m => Say(entry, now, m))], MostNamed);
    }

    /// <summary>The changes that would be written now.</summary>
    /// <exception cref="CcException">The guard refuses, or a limit is reached.</exception>
    public static UpdatePlan PlanFor(PlanEntry entry, JsonObject now, MergeOptions merge) =>
        entry.Changes.All(static c => !ImportCells.IsValue(c) && c.New is null) && entry.Action == PlanAction.Update
            ? PlanComparison.LeavePlan(now, entry.Patch)
            : UpdatePlan.For(now, entry.Patch, merge);

    /// <summary>True where the contact is as the entry wishes already.</summary>
    public static bool IsDone(PlanEntry entry, JsonObject now) =>
        entry.Action == PlanAction.Delete
            ? new Contact(now).IsDeleted
            : !new Contact(now).IsDeleted && ContactDiff.Between(now, ContactMerge.Apply(now, entry.Patch)).Count == 0;

    /// <summary>
    /// The members that this entry cannot have changed: those that it does not touch, and those of whose changes one is
    /// neither as it was nor as it was to be.
    /// </summary>
    private static IEnumerable<string> Others(PlanEntry entry, JsonObject now, IEnumerable<string> members)
    {
        var facets = ContactFacets.Of(now);
        foreach (var member in members)
        {
            ContactChange[] own = [.. entry.Changes.Where(c => c.Member == member)];
            var isOurs =
                own.Length > 0 && own.All(c => facets.Shown(c) is var shown && (shown == c.Old || shown == c.New));
            if (!isOurs)
            {
                yield return member;
            }
        }
    }

    private static string Say(PlanEntry entry, JsonObject now, string member)
    {
        var facets = ContactFacets.Of(now);
        var moved = entry.Changes.FirstOrDefault(c => c.Member == member && facets.Shown(c) != c.Old);
        return member == ContactMembers.EmailAddress && moved is null && new Contact(now).IsUnsubscribed
                ? $"{member} (now unsubscribed)"
            : moved is null || moved.Member is ContactMembers.ListMemberships or ContactMembers.Taggings ? member
            : $"{moved.Path} was '{moved.Old ?? "(none)"}' and is '{facets.Shown(moved) ?? "(none)"}'";
    }

    private static string? FieldTrouble(CustomField? field, ContactChange change, PlanNames names) =>
        field is null ? $"the custom field '{names.Show(change).Key}' no longer exists"
        : names.Types.TryGetValue(change.Key!, out var type) && type != field.Type
            ? $"the custom field '{names.Show(change).Key}' has another type than when the plan was made"
        : null;
}
