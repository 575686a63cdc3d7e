using System;
using System.Collections.Generic;
using System.Text;

namespace ConstantContact.Emulator.Activities;

/// <summary>
/// CSV as spreadsheets write it: commas, quotes doubled inside quotes, line breaks inside quotes, blank lines skipped.
/// </summary>
internal static class CsvText
{
    /// <summary>
    /// The part of a file that the service reads: whole lines within its first bytes, of those the first so many.
    /// The rest is ignored without a word.
    /// </summary>
    internal static List<string[]> Read(ReadOnlySpan<byte> file, int maximumBytes, int maximumLines, bool skipsMark)
    {
        if (file.Length > maximumBytes)
        {
            file = file[..maximumBytes];
            file = file[..(file.LastIndexOf((byte)'\n') + 1)];
        }

        if (skipsMark && file.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            file = file[3..];
        }

        return Parse(Encoding.UTF8.GetString(file), maximumLines);
    }

    internal static void AppendCell(StringBuilder line, string cell)
    {
        if (cell.AsSpan().IndexOfAny(",\"\r\n") < 0)
        {
            line.Append(cell);
            return;
        }

        line.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    private static List<string[]> Parse(string text, int maximumLines)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var at = 0; at < text.Length && rows.Count < maximumLines; at++)
        {
            var c = text[at];
            if (quoted)
            {
                if (c != '"')
                {
                    cell.Append(c);
                }
                else if (at + 1 < text.Length && text[at + 1] == '"')
                {
                    cell.Append('"');
                    at++;
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == ',')
            {
                EndCell();
            }
            else if (c == '\n')
            {
                EndRow();
            }
            else if (c != '\r')
            {
                cell.Append(c);
            }
        }

        if (rows.Count < maximumLines && (cell.Length > 0 || row.Count > 0))
        {
            EndRow();
        }

        return rows;

        void EndCell()
        {
            row.Add(cell.ToString());
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            if (row.Count > 1 || row[0].Length > 0)
            {
                rows.Add([.. row]);
            }

            row.Clear();
        }
    }
}
