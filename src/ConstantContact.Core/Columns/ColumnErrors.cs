using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Columns;

/// <summary>The errors of an input's headings and of the map that renames them.</summary>
internal static class ColumnErrors
{
    /// <summary>One error that names all unknown columns, with a map to paste.</summary>
    public static InvalidInputException Unknown(IReadOnlyList<UnknownColumn> unknown, ColumnPurpose purpose)
    {
        var map = unknown
            .Where(static u => u.Heading.Length > 0)
            .Select(static u => $"'{u.Heading.Replace("'", "''")}' = '{(u.Pointer is null ? u.Nearest : null)}'");
        var paste = string.Join("; ", map);
        return new InvalidInputException(
            "CcUnknownColumn",
            $"{UseOf(purpose, capital: true)} does not know {Quantity.Of(unknown.Count, "column")} of the input: "
                + $"{string.Join("; ", unknown)}.",
            (
                paste.Length == 0
                    ? "Give the column a heading"
                    : $"Map {Quantity.Noun(unknown.Count, "it", "them")}, or map a column to '' to leave it out: "
                        + $"-ColumnMap @{{ {paste} }}"
            ) + $". To leave out all unknown columns: -IgnoreUnknownColumn. Known columns: {NamesFor(purpose)}."
        );
    }

    /// <summary>The heading is a whole line, which another delimiter would split.</summary>
    public static InvalidInputException WholeLine(string heading, string delimiter) =>
        new(
            "CcUnknownColumn",
            $"The only heading is '{heading}', which looks like a whole line of headings.",
            $"Read the file with its own delimiter: -Delimiter {delimiter}"
        );

    public static InvalidInputException Duplicate(PlannedColumn first, PlannedColumn second) =>
        new(
            "CcDuplicateColumn",
            string.Equals(first.Heading, second.Heading, StringComparison.OrdinalIgnoreCase)
                ? $"The input has two columns '{second.Heading}' (columns {Position(first)} and {Position(second)})."
                : $"The columns '{first.Heading}' and '{second.Heading}' both mean {second.Column.Name}.",
            "Keep one of them: take the other out of the input, or leave it out with -ColumnMap @{ 'heading' = '' }."
        );

    public static InvalidInputException NoIdentity(
        IReadOnlyList<PlannedColumn> planned,
        IReadOnlyList<UnknownColumn> unknown,
        ColumnPurpose purpose
    )
    {
        var names = purpose == ColumnPurpose.Update ? "email or contact_id" : "email or sms_number";
        var email = unknown.FirstOrDefault(static u => u.Nearest == "email")?.Heading ?? "heading";
        return new InvalidInputException(
            "CcMissingColumn",
            $"The input has no column that identifies the contact ({names})."
                + (planned.Count == 0 ? "" : $" Other columns: {string.Join(", ", planned)}."),
            $"Add a column {names}, or map the column that has it: -ColumnMap @{{ '{email}' = 'email' }}."
                + (unknown.Count == 0 ? "" : $" Unknown columns: {string.Join("; ", unknown)}.")
        );
    }

    public static InvalidInputException MapFromUnknown(string heading, IReadOnlyList<string> headings) =>
        new(
            "CcUnknownColumn",
            $"-ColumnMap names the column '{heading}', which the input does not have.",
            $"The input's columns are: {string.Join(", ", headings)}. The map goes from the input's heading to the "
                + "column: @{ 'heading' = 'column' }."
        );

    public static InvalidInputException MapFromDuplicate(string heading) =>
        new(
            "CcDuplicateColumn",
            $"-ColumnMap names the column '{heading}' twice.",
            "Name each column once; case does not matter."
        );

    public static InvalidInputException MapToUnknown(string heading, string name, ColumnPurpose purpose) =>
        new(
            "CcUnknownColumn",
            $"-ColumnMap maps the column '{heading}' to '{name}', which is not a column that {UseOf(purpose)} can take.",
            RefusedColumns.Pointer(name, purpose)
                ?? (
                    ContactColumns.Nearest(name, purpose) is { } near
                        ? $"Did you mean '{near}'? Known columns: {NamesFor(purpose)}."
                        : $"Map it to one of: {NamesFor(purpose)}."
                )
        );

    private static string NamesFor(ColumnPurpose purpose) =>
        string.Join(
            ", ",
            ContactColumns
                .Names.Where(n => ContactColumns.IsFor(ContactColumns.Match(n)!.Kind, purpose))
                .Concat(["cf:<custom field>"])
        );

    private static string UseOf(ColumnPurpose purpose, bool capital = false) =>
        purpose == ColumnPurpose.Update
            ? capital
                ? "An update"
                : "an update"
            : capital
                ? "An import"
                : "an import";

    private static string Position(PlannedColumn column) => (column.Index + 1).ToString(CultureInfo.InvariantCulture);
}
