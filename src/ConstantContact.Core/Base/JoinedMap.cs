using System.Collections.ObjectModel;

namespace ConstantContact.Core.Base;

/// <summary>
/// A dictionary whose text is its entries, joined by semicolons: <c>Updated: 3; Failed: 1</c>. <c>Export-Csv</c> writes
/// this text into the property's cell.
/// </summary>
internal sealed class JoinedMap<T> : ReadOnlyDictionary<string, T>
{
    public JoinedMap(IDictionary<string, T> entries)
        : base(entries) { }

    public override string ToString() => string.Join("; ", this.Select(static entry => $"{entry.Key}: {entry.Value}"));
}

/// <summary>Creates joined dictionaries.</summary>
internal static class JoinedMap
{
    public static IReadOnlyDictionary<string, T> Of<T>(IEnumerable<KeyValuePair<string, T>> entries) =>
        new JoinedMap<T>(
            entries.ToDictionary(static entry => entry.Key, static entry => entry.Value, StringComparer.Ordinal)
        );
}
