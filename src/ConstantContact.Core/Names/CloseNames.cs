using ConstantContact.Core.Base;

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
        return a.Length >= 3 && b.Length >= 3 && (a.Contains(b) || b.Contains(a)) ? 1 : EditDistance.Between(a, b);
    }
}
