using ConstantContact.Core.Columns;

namespace ConstantContact.Core.Rows;

/// <summary>One value of a row that is not blank, checked and in canonical form.</summary>
public sealed class RowValue
{
    internal RowValue(
        InputRow row, PlannedColumn planned, string text, bool isNull = false, int? integer = null, IReadOnlyList<string>? names = null, object? cell = null)
    {
        Row = row;
        Planned = planned;
        Text = text;
        IsNull = isNull;
        Integer = integer;
        Names = names ?? [];
        Cell = cell;
    }

    /// <summary>Where the value stands.</summary>
    public InputRow Row { get; }

    public PlannedColumn Planned { get; }

    public ContactColumn Column => Planned.Column;

    /// <summary>Canonical text: dates as <c>YYYY-MM-DD</c>, the rest as given. Empty where <see cref="IsNull"/>.</summary>
    public string Text { get; }

    /// <summary>The cell is the null token: the member is to be cleared.</summary>
    public bool IsNull { get; }

    /// <summary>Birthday halves only.</summary>
    public int? Integer { get; }

    /// <summary>List and tag columns only: the names, trimmed, none empty, none twice.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Of a custom field whose type is not known yet: what <see cref="FieldReader"/> will read.</summary>
    internal object? Cell { get; }

    /// <summary>Something wrong with this value.</summary>
    internal RowFinding Finding(string rule, string severity, string message, string remedy) =>
        new(rule, severity, Row.Number, Row.Source, Planned.Heading, Text, message, remedy);
}
