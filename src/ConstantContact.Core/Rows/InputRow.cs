namespace ConstantContact.Core.Rows;

/// <summary>
/// One data row, wherever it came from. Its cells are what <see cref="Cells.Of"/> makes of values: text, trimmed and not altered
/// otherwise, or a <see cref="TypedCell"/>; null and <c>""</c> both mean blank. Rows of one source share one <see cref="Headings"/> instance.
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

    /// <summary>1 for the first data row; the heading does not count.</summary>
    public long Number { get; }

    /// <summary>The file's name, null for rows from the pipeline.</summary>
    public string? Source { get; }

    public IReadOnlyList<string> Headings { get; }

    /// <summary>As many as there are headings.</summary>
    public IReadOnlyList<object?> Values { get; }

    /// <summary>
    /// What was already wrong when the row was read, such as fewer cells than headings. Such a row has no values that can be
    /// trusted; it is kept so that it is accounted for.
    /// </summary>
    public RowFinding? Defect { get; init; }

    /// <summary>True where no cell says anything: what spreadsheets leave below their last row.</summary>
    public bool IsBlank => Defect is null && Values.All(Cells.IsBlank);

    /// <summary>How messages name the row: <c>row 7 of people.csv</c>.</summary>
    public override string ToString() => RowName.Of(Number, Source);
}
