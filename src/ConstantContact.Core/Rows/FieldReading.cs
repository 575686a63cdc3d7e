namespace ConstantContact.Core.Rows;

/// <summary>The reading of a cell for a custom field, or the reason why it cannot be read.</summary>
internal sealed class FieldReading
{
    private FieldReading(string text)
    {
        Text = text;
    }

    /// <summary>The canonical text to send. For choices, the labels as the field spells them.</summary>
    public string Text { get; }

    /// <summary>For select fields: the ids of the choices.</summary>
    public IReadOnlyList<string>? ChoiceIds { get; private init; }

    /// <summary>For dates: the evidence about the date order of the column.</summary>
    public DateReading Date { get; private init; }

    /// <summary>One of <see cref="RowRules"/>. Null if the cell could be read.</summary>
    public string? Rule { get; private init; }

    public string Message { get; private init; } = "";

    public string Remedy { get; private init; } = "";

    public static FieldReading Of(string text, DateReading date = default) => new(text) { Date = date };

    public static FieldReading Chosen(IReadOnlyList<string> labels, IReadOnlyList<string> ids) =>
        new(NameList.Join(labels)) { ChoiceIds = ids };

    public static FieldReading Refused(string rule, string message, string remedy, DateReading date = default) =>
        new("")
        {
            Rule = rule,
            Message = message,
            Remedy = remedy,
            Date = date,
        };
}
