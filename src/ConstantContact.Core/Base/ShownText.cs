using System.Globalization;
using System.Text;

namespace ConstantContact.Core.Base;

/// <summary>
/// Makes text of the service safe for terminals and logs. Names and messages can contain any text from a sign-up form:
/// escape sequences that a terminal executes, marks that reverse the reading direction, line breaks that forge a line
/// in a log. Such a character is shown as its escape, such as <c>\u001b</c>, the JSON notation of the character. The
/// data itself does not change.
/// </summary>
public static class ShownText
{
    /// <summary>One line: line breaks and tabs become blanks.</summary>
    public static string Line(string text) => Clean(text, keepsLines: false);

    /// <summary>Several lines written by this module: line breaks and tabs stay.</summary>
    public static string Lines(string text) => Clean(text, keepsLines: true);

    private static string Clean(string text, bool keepsLines)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (IsHarmful(text[i], keepsLines))
            {
                return Clean(text, i, keepsLines);
            }
        }

        return text;
    }

    private static string Clean(string text, int start, bool keepsLines)
    {
        var shown = new StringBuilder(text, 0, start, text.Length + 16);
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (!IsHarmful(c, keepsLines))
            {
                shown.Append(c);
            }
            else if (c is '\t' or '\n')
            {
                shown.Append(' ');
            }
            else if (c == '\r')
            {
                shown.Append(i + 1 < text.Length && text[i + 1] == '\n' ? string.Empty : " ");
            }
            else
            {
                shown.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            }
        }

        return shown.ToString();
    }

    // C0, DEL and C1; the marks and overrides of Unicode's bidirectional algorithm; line and paragraph separator.
    private static bool IsHarmful(char c, bool keepsLines) =>
        c switch
        {
            '\n' or '\t' => !keepsLines,
            < ' ' => true,
            < '\u007F' => false,
            <= '\u009F' => true,
            '\u061C'
            or '\u200E'
            or '\u200F'
            or '\u2028'
            or '\u2029'
            or (>= '\u202A' and <= '\u202E')
            or (>= '\u2066' and <= '\u2069') => true,
            _ => false,
        };
}
