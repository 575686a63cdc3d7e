namespace ConstantContact.Core.Plans.Routes;

/// <summary>One contact of an import.</summary>
/// <param name="Position">Its place in the plan.</param>
/// <param name="List">The list that the import names.</param>
/// <param name="Cells">What the import is told.</param>
internal sealed record ImportItem(long Position, string List, IReadOnlyList<ImportCell> Cells)
{
    public IReadOnlyList<string> Shapes { get; } =
    [.. Cells.Select(static c => c.Shape).Distinct(StringComparer.Ordinal)];

    public bool Equals(ImportItem? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => Position.GetHashCode();
}
