using System.Collections.ObjectModel;

namespace ConstantContact.Core.Base;

/// <summary>
/// A list whose text is the text of its items, joined by semicolons. <c>Export-Csv</c> writes this text into the
/// property's cell.
/// </summary>
internal sealed class JoinedList<T> : ReadOnlyCollection<T>
{
    public JoinedList(IList<T> items)
        : base(items) { }

    public override string ToString() => string.Join("; ", this);
}

/// <summary>Creates joined lists.</summary>
internal static class JoinedList
{
    public static IReadOnlyList<T> Of<T>(IEnumerable<T> items) => new JoinedList<T>(items.ToArray());
}
