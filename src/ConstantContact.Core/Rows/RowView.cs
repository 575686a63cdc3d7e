using ConstantContact.Core.Import.Judging;

namespace ConstantContact.Core.Rows;

/// <summary>A row that came by itself, seen as one that a cursor stands on.</summary>
internal sealed class RowView : IRowCursor
{
    /// <summary>The row that is looked at.</summary>
    public InputRow Row { get; set; } = new(0, null, [], []);

    public long Number => Row.Number;

    public IReadOnlyList<string> Headings => Row.Headings;

    public PlainRecord Plain => default;

    public RowFinding? Defect => Row.Defect;

    public bool MoveNext() => false;

    public InputRow ToRow() => Row;

    public void Dispose()
    {
    }
}
