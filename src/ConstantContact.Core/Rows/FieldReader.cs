using System.Globalization;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Rows;

/// <summary>
/// Reads a cell according to the type of a custom field. The reading is strict, because the service stores every value
/// as text without an error: "1,50" in a number field would stay wrong. Updates and imports both use it and therefore
/// read the same values.
/// </summary>
/// <remarks>
/// The types are those of the vendor's guide to creating custom fields. Select types are set by choice ids, users know
/// the labels. Version 1 of a date field stores plain text, version 2 stores real dates (YYYY-MM-DD).
/// </remarks>
internal static class FieldReader
{
    private static readonly char[] ImportSeparators = [';', ','];

    /// <param name="field">The field.</param>
    /// <param name="cell">Text or a <see cref="TypedCell"/>, not blank.</param>
    /// <param name="dates">The form of dates.</param>
    /// <param name="forImport">True to return choices as labels, which the service splits again.</param>
    public static FieldReading Read(CustomField field, object cell, DateForm dates, bool forImport)
    {
        var typed = cell as TypedCell;
        if (typed?.UnusableType is { } type)
        {
            return FieldReading.Refused(RowRules.UnusableType, UnusableMessage(type), UnusableRemedy);
        }

        var text = Cells.TextOf(cell);
        switch (field.Type)
        {
            case "multi_select":
                return ChooseSeveral(field, typed?.Items, text, forImport);
            case var _ when typed?.Items is { } items:
                return FieldReading.Refused(RowRules.SeveralValues, SeveralMessage(items), SeveralRemedy);
            case "single_select":
                return Choose(field, [text]);
            case "number" or "currency":
                return Number(field, text);
            case "boolean":
                return Boolean(text);
            case "date":
                return Date(field, typed, text, dates);
            case "datetime":
                return Moment(typed, text, dates);
            default:
                return FieldReading.Of(text);
        }
    }

    internal static string UnusableMessage(string type) => $"the value is a {type}, which a column cannot take";

    internal const string UnusableRemedy =
        "Give text, a number, a date, true or false. If the value has properties, give one of them, or leave "
        + "the column out.";

    internal static string SeveralMessage(IReadOnlyList<string> items) =>
        $"there are {Quantity.Of(items.Count, "value")} "
        + $"({ShownList.First(items, most: 5)}), but the column takes one";

    internal const string SeveralRemedy = "Give one value.";

    private static FieldReading ChooseSeveral(
        CustomField field,
        IReadOnlyList<string>? items,
        string text,
        bool forImport
    )
    {
        var labels = items ?? NameList.Read(text);
        if (labels is null || (items is null && labels.Any(l => Fitting(field, l).Count == 0)))
        {
            // The cell may have the form of the service's own export.
            labels = new ChoiceLabels(field).Labels(text) ?? labels;
        }

        if (labels is null)
        {
            return FieldReading.Refused(RowRules.NamesMalformed, NamesMessage(text), NamesRemedy);
        }

        if (labels.Count == 0)
        {
            return FieldReading.Refused(RowRules.UnknownChoice, $"'{text}' names no choice", ChoicesOf(field));
        }

        var reading = Choose(field, labels);
        var severs =
            forImport
            && reading.Rule is null
            && field.Choices.Any(c =>
                reading.ChoiceIds!.Contains(c.Id, StringComparer.Ordinal)
                && LabelOf(c).IndexOfAny(ImportSeparators) >= 0
            );
        return severs
            ? FieldReading.Refused(
                RowRules.UnknownChoice,
                $"'{text}' holds a choice with a comma or semicolon in its label, and an import cannot name such a "
                    + "choice",
                "Use Update-CcContact for these rows, which names choices by id."
            )
            : reading;
    }

    internal static string NamesMessage(string text) => $"'{text}' has a name in quotes that does not end properly";

    internal const string NamesRemedy =
        "Put the whole name in quotes, double a quote that belongs to it, and put ';' between names.";

    private static FieldReading Choose(CustomField field, IReadOnlyList<string> labels)
    {
        List<CustomFieldChoice> chosen = [];
        foreach (var label in labels)
        {
            var fitting = Fitting(field, label);
            if (fitting.Count != 1)
            {
                return FieldReading.Refused(
                    RowRules.UnknownChoice,
                    fitting.Count == 0
                        ? $"'{label}' is not a choice of this field"
                        : $"'{label}' is the label of {fitting.Count} choices",
                    ChoicesOf(field)
                );
            }

            chosen.Add(fitting[0]);
        }

        CustomFieldChoice[] distinct = [.. chosen.GroupBy(c => c.Id, StringComparer.Ordinal).Select(g => g.First())];
        return FieldReading.Chosen([.. distinct.Select(LabelOf)], [.. distinct.Select(c => c.Id)]);
    }

    private static List<CustomFieldChoice> Fitting(CustomField field, string label) =>
        [
            .. field.Choices.Where(c =>
                c.DeletedAt is null
                && string.Equals(LabelOf(c).Trim(), label.Trim(), StringComparison.OrdinalIgnoreCase)
            ),
        ];

    private static string LabelOf(CustomFieldChoice choice) => choice.Label ?? choice.Id;

    private static string ChoicesOf(CustomField field) =>
        $"Choices are: {string.Join(", ", field.Choices.Where(c => c.DeletedAt is null))}.";

    private static FieldReading Number(CustomField field, string text)
    {
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            return FieldReading.Refused(
                RowRules.NumberMalformed,
                $"'{text}' is not a number",
                "Write digits with a point for decimals and nothing between thousands, such as 1250.50."
            );
        }

        if (number < 0 && !field.TakesNegative)
        {
            return FieldReading.Refused(
                RowRules.NumberMalformed,
                $"'{text}' is below zero, which this field does not take",
                "Give a number from 0."
            );
        }

        return field.DecimalPlaces is { } most and >= 0 and <= 28 && decimal.Round(number, most) != number
            ? FieldReading.Refused(
                RowRules.NumberMalformed,
                most == 0
                    ? $"'{text}' is not a whole number"
                    : $"'{text}' has more than the {most.ToString(CultureInfo.InvariantCulture)} decimal places of "
                        + "this field",
                "Round the number."
            )
            : FieldReading.Of(text);
    }

    private static FieldReading Boolean(string text) =>
        text.ToUpperInvariant() switch
        {
            "TRUE" or "YES" or "1" => FieldReading.Of("true"),
            "FALSE" or "NO" or "0" => FieldReading.Of("false"),
            _ => FieldReading.Refused(
                RowRules.BooleanMalformed,
                $"'{text}' is neither true nor false",
                "Write true or false; yes, no, 1 and 0 are understood too."
            ),
        };

    private static FieldReading Date(CustomField field, TypedCell? typed, string text, DateForm dates)
    {
        if (typed?.Moment is { } moment)
        {
            return FieldReading.Of(moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        if (dates.Read(text, out var reading) is { } why)
        {
            return FieldReading.Refused(
                reading.IsImpossible ? RowRules.DateImpossible : RowRules.DateMalformed,
                why,
                dates.Remedy,
                reading
            );
        }

        return FieldReading.Of(field.Version >= 2 || dates.Text is not null ? reading.Canonical : text, reading);
    }

    private static FieldReading Moment(TypedCell? typed, string text, DateForm dates)
    {
        const string Form = "yyyy-MM-dd'T'HH:mm:ss'Z'";
        if (typed?.Moment is { } moment)
        {
            return FieldReading.Of(moment.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));
        }

        return dates.ReadMoment(text, out var utc, out var reading) is { } why
            ? FieldReading.Refused(
                reading.IsImpossible ? RowRules.DateImpossible : RowRules.DateMalformed,
                why,
                "Write it as 2026-04-28T21:46:22Z, or with its distance to UTC: 2026-04-28T17:46:22-04:00. "
                    + dates.Remedy,
                reading
            )
            : FieldReading.Of(utc.ToString(Form, CultureInfo.InvariantCulture), reading);
    }
}
