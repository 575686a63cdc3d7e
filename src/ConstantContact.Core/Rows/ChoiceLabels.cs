using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Rows;

/// <summary>
/// The choices that a cell of a multi-select field names. The module's own list (<see cref="NameList"/>) comes first.
/// The vendor does not document the separator between the choices in an exported file, and labels may contain commas.
/// Any other cell is therefore split by the field's labels, with a comma or a semicolon between them, and only if there
/// is exactly one way to do so.
/// </summary>
public sealed class ChoiceLabels
{
    private readonly string[] _labels;

    public ChoiceLabels(CustomField field)
    {
        Name = field.ToString();
        _labels =
        [
            .. field
                .Choices.Where(static c => c.DeletedAt is null)
                .Select(static c => c.Label?.Trim() ?? "")
                .Where(static l => l.Length > 0)
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>The name of the field.</summary>
    public string Name { get; }

    /// <summary>The labels as a list in the module's own form. Null if the labels cannot be determined.</summary>
    public string? Read(string cell) =>
        cell.Trim().Length == 0 ? ""
        : Labels(cell) is { } labels ? NameList.Join(labels)
        : null;

    /// <summary>The labels as the field spells them. Null if the labels cannot be determined.</summary>
    internal IReadOnlyList<string>? Labels(string cell)
    {
        var text = cell.Trim();

        // From the end of the cell: the number of ways to read the rest, and the first label of the only way.
        var ways = new byte[text.Length + 1];
        var first = new string?[text.Length + 1];
        var next = new int[text.Length + 1];
        for (var at = text.Length - 1; at >= 0; at--)
        {
            foreach (var label in _labels)
            {
                if (string.Compare(text, at, label, 0, label.Length, StringComparison.OrdinalIgnoreCase) != 0)
                {
                    continue;
                }

                var end = at + label.Length;
                var rest = end == text.Length ? end : AfterSeparator(text, end);
                var count = end == text.Length ? 1 : ways[rest];
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
        for (var at = 0; at < text.Length; at = next[at])
        {
            chosen.Add(first[at]!);
        }

        return [.. chosen.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>
    /// The start of the next label. The end of the text if there is no separator, or nothing after it.
    /// </summary>
    private static int AfterSeparator(string text, int at)
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        if (at == text.Length || text[at] is not (',' or ';'))
        {
            return text.Length;
        }

        at++;
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }

        return at;
    }
}
