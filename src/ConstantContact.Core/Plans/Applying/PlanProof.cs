using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>Compares the account with a written entry. Pure.</summary>
internal static class PlanProof
{
    /// <summary>
    /// The changes that the contact does not show. A value that the service stored in another form is none of them.
    /// </summary>
    /// <param name="changes">What was to change.</param>
    /// <param name="wished">The contact as it was to be.</param>
    /// <param name="shown">As it is.</param>
    /// <param name="remarks">Told values that the service altered.</param>
    public static IReadOnlyList<ContactChange> Missing(
        IReadOnlyList<ContactChange> changes,
        JsonObject wished,
        JsonObject shown,
        List<string> remarks
    )
    {
        IReadOnlyDictionary<string, ContactFacet> expected = ContactFacets.Of(wished),
            actual = ContactFacets.Of(shown);
        List<ContactChange> missing = [];
        foreach (var change in changes)
        {
            IReadOnlyList<string> wish = Values(expected, change),
                found = Values(actual, change);
            if (wish.SequenceEqual(found, StringComparer.Ordinal))
            {
                continue;
            }

            if (wish.Count == 1 && found.Count == 1 && found[0] != change.Old)
            {
                var remark = $"The service altered a value: {change.Path} should be '{wish[0]}' and is '{found[0]}'.";
                if (!remarks.Contains(remark, StringComparer.Ordinal))
                {
                    remarks.Add(remark);
                }
            }
            else
            {
                missing.Add(change);
            }
        }

        return missing;
    }

    /// <summary>A canary against its wish, in full: whatever an import did beyond what it was told.</summary>
    /// <param name="before">The contact before the import.</param>
    /// <param name="wished">After it.</param>
    /// <param name="shown">As it was read back.</param>
    /// <param name="remarks">Told values that the service altered.</param>
    /// <returns>What is wrong; empty where nothing is.</returns>
    public static IReadOnlyList<string> OfCanary(
        JsonObject before,
        JsonObject wished,
        JsonObject shown,
        List<string> remarks
    )
    {
        var proof = ContactVerification.Of(before, wished, shown, full: true);
        remarks.AddRange(proof.Altered.Select(static a => $"The service altered a value: {a}."));
        HashSet<string> lists = new(before.Texts(ContactMembers.ListMemberships), StringComparer.OrdinalIgnoreCase);
        return
        [
            .. proof.Wrong,
            .. ContactVerification.ConsentChanges(before, shown, timestampCounts: false),
            .. ContactVerification.OptOutChanges(before, shown),
            .. shown
                .Texts(ContactMembers.ListMemberships)
                .Where(l => !lists.Contains(l))
                .Select(static l => $"the contact is on the list {l} now"),
        ];
    }

    /// <summary>The changes that an entry makes by its import alone.</summary>
    public static ContactPatch Values(ContactPatch patch) =>
        new()
        {
            Core = patch.Core,
            Fields = patch.Fields,
            Phones = patch.Phones,
            Addresses = patch.Addresses,
            ClearArrays =
            [
                .. patch.ClearArrays.Where(static a =>
                    a is not (ContactMembers.ListMemberships or ContactMembers.Taggings)
                ),
            ],
        };

    private static IReadOnlyList<string> Values(
        IReadOnlyDictionary<string, ContactFacet> facets,
        ContactChange change
    ) => facets.TryGetValue(change.Path, out var facet) ? facet.Values : [];
}
