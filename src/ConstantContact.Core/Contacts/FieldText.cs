using System.Globalization;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// Text → what a custom field of a given type takes. Strict, because the service stores every value as text and does not
/// complain: "1,50" in a number field would be wrong for ever.
/// </summary>
/// <remarks>
/// Types are those of the vendor's guide to creating custom fields. Select types are set by the ids of their choices, for which
/// people know the labels. Dates are stored as plain text under version 1 of a field, and as real dates (YYYY-MM-DD) under
/// version 2.
/// </remarks>
public static class FieldText
{
    /// <exception cref="InvalidInputException">The text is not a value of the field's type; says what would be.</exception>
    public static FieldPatch Parse(CustomField field, string text)
    {
        var named = new NamedId(field.Id, field.ToString());
        string what = $"Custom field '{field}'";
        switch (field.Type)
        {
            case "single_select":
                return Choose(field, named, what, [text]);
            case "multi_select":
                return Choose(field, named, what, ContactText.SplitNames(text));
            case "number" or "currency":
                return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
                    ? FieldPatch.Set(named, text)
                    : throw InvalidInputException.Value(what, text, "it is not a number.", "Write digits with a point for decimals and nothing between thousands, such as 1250.50.");
            case "boolean":
                return FieldPatch.Set(named, Boolean(what, text));
            case "date":
                return FieldPatch.Set(named, Date(field, what, text));
            case "datetime":
                return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) && text.Contains("-")
                    ? FieldPatch.Set(named, time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))
                    : throw InvalidInputException.Value(what, text, "it is not a date and time.", "Write it as 2026-04-28T21:46:22Z.");
            default:
                return FieldPatch.Set(named, text);
        }
    }

    private static FieldPatch Choose(CustomField field, NamedId named, string what, IReadOnlyList<string> labels)
    {
        List<CustomFieldChoice> chosen = [];
        foreach (string label in labels)
        {
            List<CustomFieldChoice> fitting = [.. field.Choices.Where(c => c.DeletedAt is null && Same(c.ToString(), label))];
            chosen.Add(fitting.Count == 1
                ? fitting[0]
                : throw InvalidInputException.Value(
                    what,
                    label,
                    fitting.Count == 0 ? "there is no such choice." : $"{fitting.Count} choices have this label.",
                    $"Choices are: {string.Join(", ", field.Choices.Where(c => c.DeletedAt is null))}."));
        }

        return FieldPatch.Choose(named, [.. chosen.Select(c => c.Id).Distinct(StringComparer.Ordinal)], string.Join(";", chosen));
    }

    private static string Boolean(string what, string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "1" => "true",
        "false" or "no" or "0" => "false",
        _ => throw InvalidInputException.Value(what, text, "it is neither true nor false.", "Write true or false (yes, no, 1 and 0 are understood)."),
    };

    private static string Date(CustomField field, string what, string text) => ContactText.ReadDate(text, out string date, out _) is { } why
        ? throw InvalidInputException.Value(what, text, $"{why}.", "Write dates as YYYY-MM-DD.")
        : field.Version >= 2 ? date : text;

    private static bool Same(string left, string right) => string.Equals(left.Trim(), right.Trim(), StringComparison.OrdinalIgnoreCase);
}
