using System.Text;

namespace ConstantContact.Core.Rows;

/// <summary>
/// A list of names in one cell, separated by <c>;</c>. A name may be quoted as in CSV: <c>"Smith; Sons";Members</c>. A
/// quote within such a name is doubled.
/// </summary>
public static class NameList
{
    /// <summary>
    /// The names, trimmed, without empty names and duplicates (regardless of case). Null if a quoted name does not end
    /// properly.
    /// </summary>
    public static IReadOnlyList<string>? Read(string text)
    {
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var at = 0;
        while (at <= text.Length)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            string name;
            if (at < text.Length && text[at] == '"')
            {
                if (ReadQuoted(text, ref at) is not { } quoted)
                {
                    return null;
                }

                name = quoted;
            }
            else
            {
                var end = text.IndexOf(';', at);
                end = end < 0 ? text.Length : end;
                name = text.Substring(at, end - at).Trim();
                at = end;
            }

            at++;
            if (name.Length > 0 && seen.Add(name))
            {
                names.Add(name);
            }
        }

        return names;
    }

    /// <summary>The text that <see cref="Read"/> reads as these names.</summary>
    public static string Join(IEnumerable<string> names) => string.Join(";", names.Select(Quote));

    private static string Quote(string name) =>
        name.IndexOf(';') >= 0 || (name.Length > 0 && name[0] == '"') ? "\"" + name.Replace("\"", "\"\"") + "\"" : name;

    /// <summary>Afterwards, <paramref name="at"/> is at the <c>;</c> after the name, or at the end.</summary>
    private static string? ReadQuoted(string text, ref int at)
    {
        var name = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                name.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                name.Append('"');
                at++;
            }
            else
            {
                for (at++; at < text.Length && char.IsWhiteSpace(text[at]); at++) { }

                return at == text.Length || text[at] == ';' ? name.ToString().Trim() : null;
            }
        }

        return null;
    }
}
