using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>What changes between two states of a contact, normalised as <see cref="ContactFacets"/> says. Pure.</summary>
public static class ContactDiff
{
    public static IReadOnlyList<ContactChange> Between(JsonObject before, JsonObject after)
    {
        IReadOnlyDictionary<string, ContactFacet> old = ContactFacets.Of(before);
        IReadOnlyDictionary<string, ContactFacet> wished = ContactFacets.Of(after);
        var changes = new List<ContactChange>();
        foreach (ContactFacet facet in wished.Values)
        {
            if (!old.TryGetValue(facet.Path, out ContactFacet? was) || !was.Values.SequenceEqual(facet.Values, StringComparer.Ordinal))
            {
                changes.Add(new ContactChange(facet.Member, facet.Key, facet.Part, was?.Shown, facet.Shown) { WasSeveral = was is { Values.Count: > 1 } });
            }
        }

        changes.AddRange(old.Values
            .Where(facet => !wished.ContainsKey(facet.Path))
            .Select(static facet => new ContactChange(facet.Member, facet.Key, facet.Part, facet.Shown, null) { WasSeveral = facet.Values.Count > 1 }));
        return changes;
    }
}
