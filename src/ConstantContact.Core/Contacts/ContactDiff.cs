using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// Finds the differences between two states of a contact, normalised by <see cref="ContactFacets"/>. Pure.
/// </summary>
public static class ContactDiff
{
    public static IReadOnlyList<ContactChange> Between(JsonObject before, JsonObject after)
    {
        var previous = ContactFacets.Of(before);
        var current = ContactFacets.Of(after);
        var changes = new List<ContactChange>();
        foreach (var facet in current.Values)
        {
            if (
                !previous.TryGetValue(facet.Path, out var was)
                || !was.Values.SequenceEqual(facet.Values, StringComparer.Ordinal)
            )
            {
                changes.Add(
                    new ContactChange(facet.Member, facet.Key, facet.Part, was?.Shown, facet.Shown)
                    {
                        WasSeveral = was is { Values.Count: > 1 },
                    }
                );
            }
        }

        changes.AddRange(
            previous
                .Values.Where(facet => !current.ContainsKey(facet.Path))
                .Select(static facet => new ContactChange(facet.Member, facet.Key, facet.Part, facet.Shown, null)
                {
                    WasSeveral = facet.Values.Count > 1,
                })
        );
        return changes;
    }

    /// <summary>
    /// The changes as shown to users: an added or removed entry is described by its parts, if it has any.
    /// </summary>
    public static IEnumerable<ContactChange> Shown(IEnumerable<ContactChange> changes)
    {
        ContactChange[] all = [.. changes];
        return all.Where(c =>
            c is not { Key: not null, Part: null }
            || (c.New ?? c.Old) != ContactFacets.Present
            || !Array.Exists(all, other => other.Member == c.Member && other.Key == c.Key && other.Part is not null)
        );
    }
}
