using System.Collections.ObjectModel;

namespace ConstantContact.Core.Base;

/// <summary>
/// A list whose text is its items' text, joined by semicolons: what <c>Export-Csv</c> writes into the cell of a property.
/// </summary>
internal sealed class JoinedList<T> : ReadOnlyCollection<T>
{
    public JoinedList(IList<T> items)
        : base(items)
    {
    }

    public override string ToString() => string.Join("; ", this);
}

/// <summary>Makes joined lists.</summary>
internal static class JoinedList
{
    public static IReadOnlyList<T> Of<T>(IEnumerable<T> items) => new JoinedList<T>(items.ToArray());
}
