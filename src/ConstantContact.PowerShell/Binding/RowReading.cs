namespace ConstantContact.PowerShell.Binding;

/// <summary>How headings and cells of rows are read.</summary>
/// <param name="ColumnMap">What headings mean that say something else.</param>
/// <param name="IgnoreUnknown">Leaves out columns that mean nothing.</param>
/// <param name="NullTokens">Cells that mean "clear this".</param>
internal sealed record RowReading(IReadOnlyDictionary<string, string>? ColumnMap, bool IgnoreUnknown, IReadOnlyList<string>? NullTokens)
{
    public static RowReading AsTheyAre { get; } = new(ColumnMap: null, IgnoreUnknown: false, NullTokens: null);
}
