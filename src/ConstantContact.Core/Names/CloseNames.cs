namespace ConstantContact.Core.Names;

/// <summary>Finds the existing names that are most similar to an unknown name, for the error message.</summary>
internal static class CloseNames
{
    /// <summary>At most <paramref name="most"/> names, the most similar first; empty if none is similar.</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> known, int most = 5) =>
        known
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Select(name => (Name: name, Distance: Distance(wanted, name)))
            .Where(candidate => candidate.Distance <= Math.Max(2, wanted.Length / 3))
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Name, StringComparer.OrdinalIgnoreCase)
            .Take(most)
            .Select(candidate => candidate.Name)
            .ToList();

    // If one name contains the other, they are similar whatever their lengths.
    private static int Distance(string wanted, string name)
    {
        var a = wanted.ToUpperInvariant();
        var b = name.ToUpperInvariant();
        if (a.Length >= 3 && b.Length >= 3 && (a.Contains(b) || b.Contains(a)))
        {
            return 1;
        }

        // Levenshtein, one row at a time.
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
