using System.Globalization;
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
        IReadOnlyList<string>? names = null
    )
    {
        Row = row;
        Planned = planned;
        Text = text;
        IsNull = isNull;
        Names = names ?? [];
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
    public int? Integer =>
        Column.Kind is ContactColumnKind.BirthdayMonth or ContactColumnKind.BirthdayDay
        && !IsNull
        && int.TryParse(Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>For list and tag columns only: the names, trimmed, without empty names and duplicates.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The value for <see cref="FieldReader"/>, for a custom field whose type was not known yet.</summary>
    internal object Cell => Row.Values[Planned.Index] as TypedCell ?? (object)Text;

    /// <summary>A finding about this value.</summary>
    internal RowFinding Finding(string rule, string severity, string message, string remedy) =>
        new(rule, severity, Row.Number, Row.Source, Planned.Heading, Text, message, remedy);
}
