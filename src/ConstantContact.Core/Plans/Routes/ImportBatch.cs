namespace ConstantContact.Core.Plans.Routes;

/// <summary>Contacts that one import request, or a few, are about.</summary>
/// <param name="List">On which all of them are.</param>
/// <param name="Items">Them.</param>
/// <param name="IsCanary">At most five, read back and compared in full before any other import is sent.</param>
internal sealed record ImportBatch(string List, IReadOnlyList<ImportItem> Items, bool IsCanary)
{
    private const int MostCanaries = 5;

    /// <summary>
    /// Canaries first: as few contacts as show everything that the imports are going to do, at most five on one list.
    /// Then all others, by list.
    /// </summary>
    public static IReadOnlyList<ImportBatch> Of(IReadOnlyList<ImportItem> items)
    {
        List<ImportBatch> batches = [];
        var byList = items
            .GroupBy(static i => i.List, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static g => g.Key, static g => g.ToList(), StringComparer.OrdinalIgnoreCase);
        HashSet<string> unproven = new(items.SelectMany(static i => i.Shapes), StringComparer.Ordinal);
        while (unproven.Count > 0)
        {
            (string List, List<ImportItem> Chosen, int Shown) best = byList
                .Select(group => (group.Key, Chosen: Choose(group.Value, unproven)))
                .Select(c =>
                    (
                        c.Key,
                        c.Chosen,
                        Shown: c.Chosen.SelectMany(static i => i.Shapes)
                            .Where(unproven.Contains)
                            .Distinct(StringComparer.Ordinal)
                            .Count()
                    )
                )
                .OrderByDescending(static c => c.Shown)
                .ThenBy(static c => c.Chosen.Count)
                .ThenBy(static c => c.Key, StringComparer.Ordinal)
                .First();
            batches.Add(new ImportBatch(best.List, best.Chosen, IsCanary: true));
            unproven.ExceptWith(best.Chosen.SelectMany(static i => i.Shapes));
            HashSet<ImportItem> taken = [.. best.Chosen];
            byList[best.List].RemoveAll(taken.Contains);
        }

        batches.AddRange(
            byList
                .Where(static g => g.Value.Count > 0)
                .OrderBy(static g => g.Key, StringComparer.Ordinal)
                .Select(static g => new ImportBatch(g.Key, g.Value, IsCanary: false))
        );
        return batches;
    }

    /// <summary>Each shows as much as possible that those before do not.</summary>
    private static List<ImportItem> Choose(List<ImportItem> items, HashSet<string> unproven)
    {
        HashSet<string> open = new(unproven, StringComparer.Ordinal);
        List<ImportItem> chosen = [];
        while (chosen.Count < MostCanaries && open.Count > 0)
        {
            ImportItem? best = null;
            var most = 0;
            foreach (var item in items)
            {
                var shown = item.Shapes.Count(open.Contains);
                if (shown > most)
                {
                    (best, most) = (item, shown);
                }
            }

            if (best is null)
            {
                break;
            }

            chosen.Add(best);
            open.ExceptWith(best.Shapes);
        }

        return chosen;
    }
}
