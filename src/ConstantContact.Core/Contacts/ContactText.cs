using System.Globalization;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// The strict readings of text. PowerShell's own conversions are never used on what comes from a row: they turn "1,50"
/// into 150, "2.5" into 2 and "" into 0. Each answers null where all is well, otherwise the reason.
/// </summary>
public static class ContactText
{
    private static readonly string[] ExcelErrors = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"];

    private static readonly int[] DaysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>What a failed formula leaves in a cell.</summary>
    public static bool IsExcelError(string text) =>
        text.Length > 3 && text[0] == '#' && Array.Exists(ExcelErrors, e => string.Equals(e, text, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The shape of an address: one @, sensible local part, a domain with a dot. Plus addresses, any case and international
    /// domains pass; quoted local parts, comments and address literals do not, since no mailing list wants them. Length is not judged here.
    /// </summary>
    public static string? CheckEmail(string text)
    {
        int at = -1;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '@')
            {
                if (at >= 0)
                {
                    return $"'{text}' has more than one @";
                }

                at = i;
            }
            else if (c == ' ')
            {
                return $"'{text}' holds a blank";
            }
            else if (c is '(' or ')' or '<' or '>' or '[' or ']' or ',' or ';' or ':' or '\\' or '"')
            {
                return $"'{text}' holds the character {c}";
            }
            else if (c < ' ' || (c >= 0x7F && IsHidden(c)))
            {
                return $"'{text}' holds the hidden character U+{((int)c).ToString("X4", CultureInfo.InvariantCulture)}";
            }
        }

        if (at < 0)
        {
            return $"'{text}' has no @";
        }

        if (at == 0)
        {
            return $"'{text}' has nothing before the @";
        }

        if (at > 64)
        {
            return $"'{text}' has more than 64 characters before the @";
        }

        if (text[0] == '.' || text[at - 1] == '.' || text.IndexOf("..", StringComparison.Ordinal) >= 0)
        {
            return $"'{text}' has a dot in a place where none can be";
        }

        return CheckDomain(text, at + 1);
    }

    /// <summary>Two digits at most and nothing else: no sign, separator, fraction or blank.</summary>
    public static string? ReadSmallInteger(string text, out int value)
    {
        value = 0;
        if (text.Length is 0 or > 2)
        {
            return IsDigits(text) ? $"'{text}' is too large" : $"'{text}' is not a whole number";
        }

        foreach (char c in text)
        {
            if (c is < '0' or > '9')
            {
                value = 0;
                return $"'{text}' is not a whole number";
            }

            value = (value * 10) + (c - '0');
        }

        return null;
    }

    /// <summary>True where some year has this day.</summary>
    public static bool IsBirthday(int month, int day) => month is >= 1 and <= 12 && day >= 1 && day <= DaysOfMonth[month - 1];

    /// <summary>
    /// The date formats that the API takes (reference §5), which are month first unless the year is: MM/DD/YYYY, YYYY/MM/DD,
    /// YYYY-MM-DD, MM-DD-YYYY, each with one or two digits for month and day. Years have four digits: anything else would be a guess.
    /// </summary>
    /// <param name="text">The cell.</param>
    /// <param name="canonical"><c>YYYY-MM-DD</c> where the answer is null.</param>
    /// <param name="impossible">True where the shape is right and no calendar has the day.</param>
    public static string? ReadDate(string text, out string canonical, out bool impossible)
    {
        canonical = "";
        impossible = false;
        int year, month, day;
        int first = DigitsAt(text, 0, out int a);
        if (first is 0 || first == text.Length)
        {
            return first == 5
                ? $"'{text}' is not a date; it looks like a spreadsheet's serial number"
                : $"'{text}' is not a date in a form that the service takes";
        }

        char separator = text[first];
        int second = DigitsAt(text, first + 1, out int b);
        int rest = first + 1 + second;
        if (separator is not ('/' or '-') || second is 0 or > 2 || rest >= text.Length || text[rest] != separator)
        {
            return $"'{text}' is not a date in a form that the service takes";
        }

        int third = DigitsAt(text, rest + 1, out int c);
        if (third is 0 || rest + 1 + third != text.Length)
        {
            return $"'{text}' is not a date in a form that the service takes";
        }

        if (first == 4 && third <= 2)
        {
            (year, month, day) = (a, b, c);
        }
        else if (first <= 2 && third == 4)
        {
            (month, day, year) = (a, b, c);
        }
        else
        {
            return first <= 2 && third == 2
                ? $"'{text}' has a year of two digits, which is ambiguous"
                : $"'{text}' is not a date in a form that the service takes";
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            impossible = true;
            return month > 12 && day is >= 1 and <= 12
                ? $"'{text}' is not a date when read month first; it looks like day first"
                : $"'{text}' is a day that does not exist";
        }

        canonical = text.Length == 10 && first == 4 && separator == '-'
            ? text
            : string.Format(CultureInfo.InvariantCulture, "{0:0000}-{1:00}-{2:00}", year, month, day);
        return null;
    }

    /// <summary>An US number as the import takes it: <c>1231231234</c> or <c>123-123-1234</c>.</summary>
    public static string? CheckSmsNumber(string text)
    {
        bool ok = text.Length switch
        {
            10 => IsDigits(text),
            12 => text[3] == '-' && text[7] == '-' && IsDigits(text.Remove(7, 1).Remove(3, 1)),
            _ => false,
        };
        return ok ? null : $"'{text}' is not a US number such as 1231231234 or 123-123-1234";
    }

    /// <summary>Length in characters as the API's schema counts them: Unicode code points.</summary>
    public static int Length(string text)
    {
        int length = text.Length;
        for (int i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
            {
                length--;
            }
        }

        return length;
    }

    /// <summary>True where a surrogate stands without its partner: such text has no UTF-8.</summary>
    public static bool HasHalfCharacter(string text)
    {
#if NET
        // In one step for text without surrogates, which is nearly all: this is asked of every cell of an import.
        if (text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            return false;
        }
#endif
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] is >= '\uD800' and <= '\uDFFF')
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return true;
                }

                i++;
            }
        }

        return false;
    }

    /// <summary>The names between the <c>;</c>: trimmed, empty ones dropped, repeated ones once.</summary>
    public static IReadOnlyList<string> SplitNames(string text)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in text.Split(';'))
        {
            string name = part.Trim();
            if (name.Length > 0 && seen.Add(name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    private static string? CheckDomain(string text, int start)
    {
        int label = start;
        int labels = 0;
        bool lastIsNumber = false;
        for (int i = start; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '.')
            {
                char c = text[i];
                if (c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-') &&
                    !(c > 0x7F && (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || IsMark(c))))
                {
                    return $"'{text}' has the character {c} in its domain";
                }

                continue;
            }

            int length = i - label;
            if (length == 0)
            {
                return start == text.Length ? $"'{text}' has nothing after the @" : $"'{text}' has a dot in a place where none can be";
            }

            if (length > 63 || text[label] == '-' || text[i - 1] == '-')
            {
                return $"'{text}' has a malformed domain";
            }

            lastIsNumber = true;
            for (int j = label; j < i; j++)
            {
                lastIsNumber &= text[j] is >= '0' and <= '9';
            }

            labels++;
            label = i + 1;
        }

        return labels < 2 ? $"'{text}' has a domain without a dot"
            : lastIsNumber ? $"'{text}' has a number where the top-level domain should be"
            : null;
    }

    private static bool IsHidden(char c) =>
        c == '\uFFFD' || char.IsWhiteSpace(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format;

    private static bool IsMark(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsDigits(string text)
    {
        foreach (char c in text)
        {
            if (c is < '0' or > '9')
            {
                return false;
            }
        }

        return text.Length > 0;
    }

    /// <summary>How many digits start at <paramref name="start"/>, and the number that the first of them make.</summary>
    private static int DigitsAt(string text, int start, out int value)
    {
        value = 0;
        int i = start;
        for (; i < text.Length && text[i] is >= '0' and <= '9'; i++)
        {
            value = i - start < 9 ? (value * 10) + (text[i] - '0') : value;
        }

        return i - start;
    }
}
