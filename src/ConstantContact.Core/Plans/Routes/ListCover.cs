namespace ConstantContact.Core.Plans.Routes;

/// <summary>
/// A list for each contact, on which it already is, so that an import that names it puts nobody on a list. As few lists
/// as a greedy choice finds: the one with the most contacts that are left, again and again. Pure.
/// </summary>
internal static class ListCover
{
    /// <param name="contacts">The lists of each contact; each is on at least one.</param>
    public static IReadOnlyDictionary<long, string> Of(IReadOnlyDictionary<long, IReadOnlyList<string>> contacts)
    {
        var chosen = new Dictionary<long, string>();
        var members = new Dictionary<string, HashSet<long>>(StringComparer.OrdinalIgnoreCase);
        foreach (var contact in contacts)
        {
            foreach (var list in contact.Value)
            {
                if (!members.TryGetValue(list, out var on))
                {
                    members[list] = on = [];
                }

                on.Add(contact.Key);
            }
        }

        while (chosen.Count < contacts.Count)
        {
            var largest = members
                .OrderByDescending(static m => m.Value.Count)
                .ThenBy(static m => m.Key, StringComparer.Ordinal)
                .First();
            foreach (var contact in largest.Value.ToArray())
            {
                chosen[contact] = largest.Key;
                foreach (var list in contacts[contact])
                {
                    members[list].Remove(contact);
                }
            }
        }

        return chosen;
    }
}
