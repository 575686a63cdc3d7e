using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Rows;

namespace ConstantContact.Core.Tests.Rows;

/// <summary>The seventh row of people.csv, read from headings and cells. The cell &lt;null&gt; clears a value.</summary>
internal static class ParsedRow
{
    public static RowValues Of(ColumnPurpose purpose, params (string Heading, string? Value)[] cells) =>
        Of(purpose, fields: null, cells);

    public static RowValues Of(
        ColumnPurpose purpose,
        IReadOnlyDictionary<string, CustomField>? fields,
        params (string Heading, string? Value)[] cells
    ) => Of(purpose, new ReadingOptions { NullTokens = ["<null>"] }, fields, cells);

    public static RowValues Of(
        ColumnPurpose purpose,
        ReadingOptions options,
        IReadOnlyDictionary<string, CustomField>? fields,
        params (string Heading, string? Value)[] cells
    )
    {
        string[] headings = [.. cells.Select(c => c.Heading)];
        return new RowParser(ColumnPlan.For(headings, null, false, purpose), options, fields).Parse(
            new InputRow(7, "people.csv", headings, [.. cells.Select(c => c.Value)])
        );
    }
}
