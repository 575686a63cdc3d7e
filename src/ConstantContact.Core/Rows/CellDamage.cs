using System.Text.RegularExpressions;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Rows;

/// <summary>
/// Recognises the marks that spreadsheets and wrong encodings leave in cells. The writer may have meant any of them, so
/// a mark is only a warning. Cells are first searched for the one character that every mark needs, before a regular
/// expression runs.
/// </summary>
public static class CellDamage
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    // UTF-8 that was read as Windows-1252: the letter that replaces a lead byte, followed by the character that
    // replaces a continuation byte.
    private static readonly Regex Mojibake = new(
        "[\u00C2-\u00C5\u00D0\u00D1][\u0080-\u00BF\u0192\u02C6\u02DC\u0152\u0153\u0160\u0161\u0178\u017D\u017E\u2013-\u203A\u20AC\u2122]|\u00E2\u20AC",
        RegexOptions.ExplicitCapture,
        Limit
    );

    // Text that was written in an encoding without the letter.
    private static readonly Regex LostCharacter = new(@"\p{L}\?\p{L}", RegexOptions.ExplicitCapture, Limit);

    private static readonly Regex Scientific = new(
        @"^[+-]?\d([.,]\d+)?[eE]\+?\d{1,3}$",
        RegexOptions.ExplicitCapture,
        Limit
    );

    private static readonly Regex ShortPostalCode = new(@"^\d{3,4}(-\d{4})?$", RegexOptions.ExplicitCapture, Limit);

    // The years 1927 to 2064 as serial dates of a spreadsheet.
    private static readonly Regex Serial = new(@"^[1-5]\d{4}$", RegexOptions.ExplicitCapture, Limit);

    private static readonly char[] Exponents = ['e', 'E'];

    private static readonly string[] UnitedStates =
    [
        "",
        "us",
        "usa",
        "u.s.",
        "u.s.a.",
        "united states",
        "united states of america",
    ];

    /// <summary>The marks in a row, in the order of its values.</summary>
    public static IReadOnlyList<RowFinding> In(RowValues row)
    {
        List<RowFinding>? found = null;
        for (var i = 0; i < row.Values.Count; i++)
        {
            Look(row, row.Values[i], ref found);
        }

        return found is null ? [] : found;
    }

    private static void Look(RowValues row, RowValue value, ref List<RowFinding>? found)
    {
        var column = value.Column;
        if (!ContactText.IsAscii(value.Text) && Mojibake.IsMatch(value.Text))
        {
            Add(
                ref found,
                value,
                RowRules.Mojibake,
                $"'{value.Text}' looks like UTF-8 that was read in another encoding",
                "Read the original as UTF-8, or give the encoding in which it was written with -Encoding."
            );
        }

        // These columns have strict forms: a valid date or address is not damaged.
        if (
            column.Kind
            is ContactColumnKind.Email
                or ContactColumnKind.Anniversary
                or ContactColumnKind.SmsConsentDate
                or ContactColumnKind.SmsNumber
                or ContactColumnKind.BirthdayMonth
                or ContactColumnKind.BirthdayDay
        )
        {
            return;
        }

        if (
            column.Kind is not ContactColumnKind.CustomField
            && value.Text.IndexOf('?') > 0
            && LostCharacter.IsMatch(value.Text)
        )
        {
            Add(
                ref found,
                value,
                RowRules.LostCharacter,
                $"'{value.Text}' has a question mark within a word, which may be a letter that the file's encoding "
                    + "could not write",
                "Write the file again as UTF-8 from its source."
            );
        }

        if (MayBeScientific(value.Text) && Scientific.IsMatch(value.Text))
        {
            Add(
                ref found,
                value,
                RowRules.ScientificNumber,
                $"'{value.Text}' is a number that a spreadsheet has shortened, so digits are lost",
                "Format the column as text, and enter the values again from their source."
            );
        }
        else if (
            column.AddressPart == "postal_code"
            && value.Text.Length != 5
            && ShortPostalCode.IsMatch(value.Text)
            && UnitedStates.Contains(CountryOf(row, column), StringComparer.OrdinalIgnoreCase)
        )
        {
            Add(
                ref found,
                value,
                RowRules.LostZero,
                $"'{value.Text}' is too short for a US postal code, because spreadsheets remove leading zeros",
                "Format the column as text and write all five digits, or give the country to which it belongs."
            );
        }
        else if (
            value.Text.Length == 5
            && column.FieldName is { } field
            && field.IndexOf("date", StringComparison.OrdinalIgnoreCase) >= 0
            && Serial.IsMatch(value.Text)
        )
        {
            Add(
                ref found,
                value,
                RowRules.SerialDate,
                $"'{value.Text}' looks like a spreadsheet's serial number of a day",
                "Format the column as a date, YYYY-MM-DD, before the sheet is saved."
            );
        }
    }

    /// <summary>The text has an exponent and ends as a shortened number does.</summary>
    private static bool MayBeScientific(string text) =>
        text.Length > 0 && text[text.Length - 1] is >= '0' and <= '9' && text.IndexOfAny(Exponents) > 0;

    private static string CountryOf(RowValues row, ContactColumn postalCode) =>
        row.Values.FirstOrDefault(v =>
            v.Column.AddressPart == "country" && v.Column.PhoneOrAddressKind == postalCode.PhoneOrAddressKind
        )?.Text
        ?? "";

    private static void Add(ref List<RowFinding>? found, RowValue value, string rule, string message, string remedy) =>
        (found ??= []).Add(value.Finding(rule, FindingSeverity.Warning, message, remedy));
}
