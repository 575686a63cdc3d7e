using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Plans.Snapshots;

/// <summary>Which names of the account some changes need.</summary>
internal sealed record PlanNeeds(bool Lists, bool Tags, bool Fields)
{
    public static PlanNeeds Of(IEnumerable<ContactChange> changes)
    {
        bool lists = false,
            tags = false,
            fields = false;
        foreach (var change in changes)
        {
            lists |= change.Member == ContactMembers.ListMemberships;
            tags |= change.Member == ContactMembers.Taggings;
            fields |= change.Member == ContactMembers.CustomFields;
        }

        return new PlanNeeds(lists, tags, fields);
    }
}
