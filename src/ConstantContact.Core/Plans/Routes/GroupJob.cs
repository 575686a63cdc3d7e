using ConstantContact.Core.Contacts;
using ConstantContact.Core.Jobs;

namespace ConstantContact.Core.Plans.Routes;

/// <summary>Contacts that join or leave the same lists or tags.</summary>
/// <param name="Member"><c>list_memberships</c> or <c>taggings</c>.</param>
/// <param name="Adds">False where they leave.</param>
/// <param name="Targets">The lists or tags.</param>
/// <param name="ContactIds">The contacts.</param>
internal sealed record GroupJob(
    string Member,
    bool Adds,
    IReadOnlyList<string> Targets,
    IReadOnlyList<string> ContactIds
)
{
    /// <summary>The requests that service limits allow.</summary>
    public IReadOnlyList<ActivityJob> Jobs =>
        (Member, Adds) switch
        {
            (ContactMembers.ListMemberships, true) => ActivityJobs.AddToLists(
                ActivityJobs.OfContacts(ContactIds),
                Targets
            ),
            (ContactMembers.ListMemberships, false) => ActivityJobs.RemoveFromLists(
                ActivityJobs.OfContacts(ContactIds),
                Targets
            ),
            (_, true) => ActivityJobs.AddTags(ActivityJobs.OfContacts(ContactIds), Targets),
            _ => ActivityJobs.RemoveTags(ActivityJobs.OfContacts(ContactIds), Targets),
        };

    private int Requests => (ContactIds.Count + ActivityJobs.ContactsPerJob - 1) / ActivityJobs.ContactsPerJob;

    /// <summary>
    /// The fewest jobs for some changes: one for each set of lists, or one for each list, whichever are fewer. A
    /// contact that is deleted leaves its lists without one.
    /// </summary>
    public static IReadOnlyList<GroupJob> Of(IReadOnlyList<Draft> drafts) =>
        [
            .. new[]
            {
                (ContactMembers.ListMemberships, true),
                (ContactMembers.ListMemberships, false),
                (ContactMembers.Taggings, true),
                (ContactMembers.Taggings, false),
            }.SelectMany(kind => Of(drafts, kind.Item1, kind.Item2)),
        ];

    private static GroupJob[] Of(IReadOnlyList<Draft> drafts, string member, bool adds)
    {
        (string Id, string[] Targets)[] wishes =
        [
            .. drafts
                .Where(static d => d.Action != PlanAction.Delete)
                .Select(d =>
                    (d.ContactId!, d.Ids(member, adds).OrderBy(static t => t, StringComparer.Ordinal).ToArray())
                )
                .Where(static w => w.Item2.Length > 0),
        ];
        GroupJob[] bySet =
        [
            .. wishes
                .GroupBy(static w => string.Join(",", w.Targets), StringComparer.OrdinalIgnoreCase)
                .Select(g => new GroupJob(member, adds, g.First().Targets, [.. g.Select(static w => w.Id)])),
        ];
        GroupJob[] byTarget =
        [
            .. wishes
                .SelectMany(static w => w.Targets.Select(t => (Target: t, w.Id)))
                .GroupBy(static w => w.Target, StringComparer.OrdinalIgnoreCase)
                .Select(g => new GroupJob(member, adds, [g.Key], [.. g.Select(static w => w.Id)])),
        ];
        return bySet.Sum(static j => j.Requests) <= byTarget.Sum(static j => j.Requests) ? bySet : byTarget;
    }
}
