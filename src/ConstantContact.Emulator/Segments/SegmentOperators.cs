using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ConstantContact.Emulator.Http;

namespace ConstantContact.Emulator.Segments;

/// <summary>
/// The comparisons of segment criteria. The vendor's samples show contains-any alone; the rest are the names that
/// follow from it and the usual short ones, so that criteria written for the web pages have a chance to be understood.
/// </summary>
internal static class SegmentOperators
{
    /// <summary>
    /// How the ids a contact has are held against those that are named; null for an unknown operator.
    /// </summary>
    internal static Func<IReadOnlyCollection<Guid>, bool>? OnIds(string? op, IReadOnlyCollection<Guid> named) =>
        Normal(op) switch
        {
            "contains-any" or "in" or "eq" or "equals" => has => named.Any(has.Contains),
            "contains-all" => has => named.All(has.Contains),
            "contains-none" or "not-contains-any" or "not-in" or "neq" or "not-equals" => has =>
                !named.Any(has.Contains),
            _ => null,
        };

    /// <summary>
    /// How the values a contact has are held against those that are named; null for an unknown operator.
    /// </summary>
    internal static Func<IReadOnlyCollection<string>, bool>? OnTexts(string? op, IReadOnlyList<string> named) =>
        Normal(op) switch
        {
            "contains-any" or "in" or "eq" or "equals" => has => has.Any(h => named.Any(n => Same(h, n))),
            "contains-all" => has => named.All(n => has.Any(h => Same(h, n))),
            "contains-none" or "not-contains-any" or "not-in" or "neq" or "not-equals" => has =>
                !has.Any(h => named.Any(n => Same(h, n))),
            "contains" => has => has.Any(h => named.Any(n => h.Contains(n, StringComparison.OrdinalIgnoreCase))),
            "not-contains" => has => !has.Any(h => named.Any(n => h.Contains(n, StringComparison.OrdinalIgnoreCase))),
            "starts-with" => has => has.Any(h => named.Any(n => h.StartsWith(n, StringComparison.OrdinalIgnoreCase))),
            "ends-with" => has => has.Any(h => named.Any(n => h.EndsWith(n, StringComparison.OrdinalIgnoreCase))),
            "is-empty" or "empty" => has => has.Count == 0,
            "is-not-empty" or "not-empty" => has => has.Count > 0,
            "gt" or "after" when named.Count == 1 => has => has.Any(h => Compare(h, named[0]) > 0),
            "gte" when named.Count == 1 => has => has.Any(h => Compare(h, named[0]) >= 0),
            "lt" or "before" when named.Count == 1 => has => has.Any(h => Compare(h, named[0]) < 0),
            "lte" when named.Count == 1 => has => has.Any(h => Compare(h, named[0]) <= 0),
            "between" when named.Count == 2 => has =>
                has.Any(h => Compare(h, named[0]) >= 0 && Compare(h, named[1]) <= 0),
            _ => null,
        };

    private static string? Normal(string? op) => op?.Replace('_', '-').ToLowerInvariant();

    private static bool Same(string left, string right) =>
        string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    /// <summary>By number where both are one, else by instant, else as text.</summary>
    private static int Compare(string left, string right)
    {
        if (
            decimal.TryParse(left, NumberStyles.Number, CultureInfo.InvariantCulture, out var leftNumber)
            && decimal.TryParse(right, NumberStyles.Number, CultureInfo.InvariantCulture, out var rightNumber)
        )
        {
            return leftNumber.CompareTo(rightNumber);
        }

        return Instants.Parse(left) is { } leftInstant && Instants.Parse(right) is { } rightInstant
            ? leftInstant.CompareTo(rightInstant)
            : string.Compare(left, right, StringComparison.OrdinalIgnoreCase);
    }
}
