using ConstantContact.Core.Columns;

namespace ConstantContact.Core.Rows;

/// <summary>One value of a row. It is not blank, checked, and in canonical form.</summary>
public sealed class RowValue
{
    internal RowValue(
        InputRow row,
        PlannedColumn planned,
        string text,
        bool isNull = false,
        int? integer = null,
        IReadOnlyList<string>? names = null,
        object? cell = null
    )
    {
        Row = row;
        Planned = planned;
        Text = text;
        IsNull = isNull;
        Integer = integer;
        Names = names ?? [];
        Cell = cell;
    }

    /// <summary>The row of the value.</summary>
    public InputRow Row { get; }

    public PlannedColumn Planned { get; }

    public ContactColumn Column => Planned.Column;

    /// <summary>
    /// Canonical text: dates as <c>YYYY-MM-DD</c>, all other values unchanged. Empty if <see cref="IsNull"/> is true.
    /// </summary>
    public string Text { get; }

    /// <summary>The cell is a null token: the member is to be cleared.</summary>
    public bool IsNull { get; }

    /// <summary>For birthday month and day only.</summary>
    public int? Integer { get; }

    /// <summary>For list and tag columns only: the names, trimmed, without empty names and duplicates.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>For a custom field whose type is not known yet: the cell for <see cref="FieldReader"/>.</summary>
    internal object? Cell { get; }

    /// <summary>A finding about this value.</summary>
    internal RowFinding Finding(string rule, string severity, string message, string remedy) =>
        new(rule, severity, Row.Number, Row.Source, Planned.Heading, Text, message, remedy);
}
