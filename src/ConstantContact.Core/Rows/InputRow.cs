namespace ConstantContact.Core.Rows;

/// <summary>
/// One data row from any source. <see cref="Cells.Of"/> creates its cells: text, trimmed and otherwise unchanged, or a
/// <see cref="TypedCell"/>. Null and <c>""</c> both mean blank. All rows of a source share one <see cref="Headings"/>
/// instance.
/// </summary>
public sealed class InputRow
{
    public InputRow(long number, string? source, IReadOnlyList<string> headings, IReadOnlyList<object?> values)
    {
        Number = number;
        Source = source;
        Headings = headings;
        Values = values;
    }

    /// <summary>1 for the first data row. The heading does not count.</summary>
    public long Number { get; }

    /// <summary>The name of the file. Null for rows from the pipeline.</summary>
    public string? Source { get; }

    public IReadOnlyList<string> Headings { get; }

    /// <summary>One value per heading.</summary>
    public IReadOnlyList<object?> Values { get; }

    /// <summary>
    /// A defect found while reading the row, such as fewer cells than headings. The values of such a row cannot be
    /// trusted. The row is kept so that the report includes it.
    /// </summary>
    public RowFinding? Defect { get; init; }

    /// <summary>True if all cells are blank. Spreadsheets leave such rows below the last one.</summary>
    public bool IsBlank => Defect is null && Values.All(Cells.IsBlank);

    /// <summary>The row as messages name it: <c>row 7 of people.csv</c>.</summary>
    public override string ToString() => RowName.Of(Number, Source);
}
