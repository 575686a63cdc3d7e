namespace ConstantContact.Core.Base;

/// <summary>Shortens lists in messages.</summary>
public static class ShownList
{
    /// <summary>The number of items that a message names unless it says otherwise.</summary>
    public const int Most = 10;

    /// <summary>The first items, and "..." if there are more.</summary>
    public static string First<T>(IReadOnlyCollection<T> items, int most = Most, string separator = ", ") =>
        string.Join(separator, items.Take(most)) + (items.Count > most ? separator + "..." : "");
}
