using System.IO;

namespace ConstantContact.Core.Rows;

/// <summary>Writes lines of a CSV file so that spreadsheets and all other readers read them correctly.</summary>
internal static class CsvLine
{
    private static readonly char[] Special = ['"', ',', '\r', '\n'];

    public static void Write(TextWriter file, IReadOnlyList<string> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0)
            {
                file.Write(',');
            }

            var cell = cells[i];
            if (!NeedsQuotes(cell))
            {
                file.Write(cell);
            }
            else
            {
                file.Write('"');
                file.Write(cell.Replace("\"", "\"\""));
                file.Write('"');
            }
        }

        file.Write("\r\n");
    }

    /// <summary>Cells with blanks at their ends are quoted too, because some readers would remove the blanks.</summary>
    private static bool NeedsQuotes(string cell) =>
        cell.IndexOfAny(Special) >= 0
        || (cell.Length > 0 && (char.IsWhiteSpace(cell[0]) || char.IsWhiteSpace(cell[cell.Length - 1])));
}
