using System.Globalization;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// Strict readers of text. Values of a row are never converted by PowerShell, which turns "1,50" into 150, "2.5" into 2
/// and "" into 0. Each check returns null if the text is valid, otherwise the reason.
/// </summary>
public static class ContactText
{
    private static readonly string[] ExcelErrors = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"];

    private static readonly int[] DaysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>True for the text that a failed formula leaves in a cell.</summary>
    public static bool IsExcelError(string text) =>
        text.Length > 3
        && text[0] == '#'
        && Array.Exists(ExcelErrors, e => string.Equals(e, text, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// Checks the form of an address: one @, a valid local part, a domain with a dot. Plus addresses, any case and
    /// international domains are accepted. Quoted local parts, comments and address literals are refused because they
    /// do not occur on mailing lists. The length is not checked here.
    /// </summary>
    public static string? CheckEmail(string text)
    {
        var at = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
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

    /// <summary>Reads one or two digits. A sign, separator, fraction or blank is refused.</summary>
    public static string? ReadSmallInteger(string text, out int value)
    {
        value = 0;
        if (text.Length is 0 or > 2)
        {
            return IsDigits(text) ? $"'{text}' is too large" : $"'{text}' is not a whole number";
        }

        foreach (var c in text)
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

    /// <summary>True if the day exists in some year.</summary>
    public static bool IsBirthday(int month, int day) =>
        month is >= 1 and <= 12 && day >= 1 && day <= DaysOfMonth[month - 1];

    /// <summary>
    /// Checks a US number in the forms that the import accepts: <c>1231231234</c> or <c>123-123-1234</c>.
    /// </summary>
    public static string? CheckSmsNumber(string text)
    {
        var ok = text.Length switch
        {
            10 => IsDigits(text),
            12 => text[3] == '-' && text[7] == '-' && IsDigits(text.Remove(7, 1).Remove(3, 1)),
            _ => false,
        };
        return ok ? null : $"'{text}' is not a US number such as 1231231234 or 123-123-1234";
    }

    /// <summary>Length in characters as the API's schema counts them, in Unicode code points.</summary>
    public static int Length(string text)
    {
        var length = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
            {
                length--;
            }
        }

        return length;
    }

    /// <summary>True if all characters are ASCII, as in nearly all cells: such text needs no further look.</summary>
    public static bool IsAscii(string text)
    {
#if NET
        return System.Text.Ascii.IsValid(text);
#else
        foreach (var c in text)
        {
            if (c > '\u007F')
            {
                return false;
            }
        }

        return true;
#endif
    }

    /// <summary>True if a surrogate has no partner. Such text cannot be encoded as UTF-8.</summary>
    public static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
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

    private static string? CheckDomain(string text, int start)
    {
        var label = start;
        var labels = 0;
        var lastIsNumber = false;
        for (var i = start; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] != '.')
            {
                var c = text[i];
                if (
                    c is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-')
                    && !(c > 0x7F && (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || IsMark(c)))
                )
                {
                    return $"'{text}' has the character {c} in its domain";
                }

                continue;
            }

            var length = i - label;
            if (length == 0)
            {
                return start == text.Length
                    ? $"'{text}' has nothing after the @"
                    : $"'{text}' has a dot in a place where none can be";
            }

            if (length > 63 || text[label] == '-' || text[i - 1] == '-')
            {
                return $"'{text}' has a malformed domain";
            }

            lastIsNumber = true;
            for (var j = label; j < i; j++)
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
        c == '\uFFFD'
        || char.IsWhiteSpace(c)
        || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format;

    private static bool IsMark(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsDigits(string text)
    {
        foreach (var c in text)
        {
            if (c is < '0' or > '9')
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
