using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Rows;

/// <summary>
/// The choices that a cell of a field of several choices names. The module's own list (<see cref="NameList"/>) comes first. The vendor says nowhere what
/// stands between the choices in an exported file, and labels may hold commas; so any other cell is read by the labels that the field has, with a comma
/// or a semicolon between them, and only where there is one way to.
/// </summary>
public sealed class ChoiceLabels
{
    private readonly string[] _labels;

    public ChoiceLabels(CustomField field)
    {
        Name = field.ToString();
        _labels = [.. field.Choices.Where(static c => c.DeletedAt is null).Select(static c => c.Label?.Trim() ?? "").Where(static l => l.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>The field's.</summary>
    public string Name { get; }

    /// <summary>The labels as a list that every door reads; null where it cannot be said which they are.</summary>
    public string? Read(string cell) => cell.Trim().Length == 0 ? "" : Labels(cell) is { } labels ? NameList.Join(labels) : null;

    /// <summary>The labels as the field spells them; null where it cannot be said which they are.</summary>
    internal IReadOnlyList<string>? Labels(string cell)
    {
        string text = cell.Trim();

        // From the end: how many ways there are to read the rest, and the label that the one way begins with.
        byte[] ways = new byte[text.Length + 1];
        string?[] first = new string?[text.Length + 1];
        int[] next = new int[text.Length + 1];
        for (int at = text.Length - 1; at >= 0; at--)
        {
            foreach (string label in _labels)
            {
                if (string.Compare(text, at, label, 0, label.Length, StringComparison.OrdinalIgnoreCase) != 0 || at + label.Length > text.Length)
                {
                    continue;
                }

                int end = at + label.Length;
                int rest = end == text.Length ? end : AfterSeparator(text, end);
                int count = end == text.Length ? 1 : rest < 0 ? 0 : ways[rest];
                if (count > 0)
                {
                    ways[at] = (byte)Math.Min(2, ways[at] + count);
                    (first[at], next[at]) = (label, rest);
                }
            }
        }

        if (text.Length == 0 || ways[0] != 1)
        {
            return null;
        }

        var chosen = new List<string>();
        for (int at = 0; at < text.Length; at = next[at])
        {
            chosen.Add(first[at]!);
        }

        return [.. chosen.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Where the next label begins; below zero where there is no separator, or nothing after it.</summary>
    private static int AfterSeparator(string text, int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        if (at == text.Length || text[at] is not (',' or ';'))
        {
            return -1;
        }

        at++;
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        return at < text.Length ? at : -1;
    }
}
