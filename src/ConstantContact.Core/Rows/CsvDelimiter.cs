using ConstantContact.Core.Columns;

namespace ConstantContact.Core.Rows;

/// <summary>Finds the delimiter of a CSV file from its headings.</summary>
internal static class CsvDelimiter
{
    private static readonly char[] Candidates = [',', ';', '\t', '|'];

    /// <summary>The delimiter that yields the most known columns. If several do, the most frequent one.</summary>
    public static char Detect(string firstLine)
    {
        return Candidates
            .Select((delimiter, order) => (delimiter, order, cells: Split(firstLine, delimiter)))
            .OrderByDescending(d =>
                d.cells.Count(c => c.IndexOfAny(Candidates) < 0 && ContactColumns.Match(c) is not null)
            )
            .ThenByDescending(d => d.cells.Count)
            .ThenBy(d => d.order)
            .First()
            .delimiter;
    }

    private static List<string> Split(string line, char delimiter)
    {
        var cells = new List<string>();
        var quoted = false;
        var start = 0;
        for (var i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || (!quoted && line[i] == delimiter))
            {
                cells.Add(line.Substring(start, i - start).Trim().Trim('"').Trim());
                start = i + 1;
            }
            else
            {
                quoted ^= line[i] == '"';
            }
        }

        return cells;
    }
}
