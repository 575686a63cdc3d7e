namespace ConstantContact.Core.Rows;

/// <summary>What a cell means for a custom field, or why it means nothing.</summary>
internal sealed class FieldReading
{
    private FieldReading(string text)
    {
        Text = text;
    }

    /// <summary>What is sent: canonical text; of choices their labels as the field spells them.</summary>
    public string Text { get; }

    /// <summary>Of select fields: the ids of the choices.</summary>
    public IReadOnlyList<string>? ChoiceIds { get; private init; }

    /// <summary>Of dates: what the reading says about their column.</summary>
    public DateReading Date { get; private init; }

    /// <summary>One of <see cref="RowRules"/>; null where the cell could be read.</summary>
    public string? Rule { get; private init; }

    public string Message { get; private init; } = "";

    public string Remedy { get; private init; } = "";

    public static FieldReading Of(string text, DateReading date = default) => new(text) { Date = date };

    public static FieldReading Chosen(IReadOnlyList<string> labels, IReadOnlyList<string> ids) => new(NameList.Join(labels)) { ChoiceIds = ids };

    public static FieldReading Refused(string rule, string message, string remedy, DateReading date = default) =>
        new("") { Rule = rule, Message = message, Remedy = remedy, Date = date };
}
