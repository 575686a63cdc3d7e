using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Text;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>
/// Reads CSV as Import-Csv does, leniencies included: blanks before a cell and after a closing quote are dropped,
/// a quote inside a bare cell is text, records go over lines inside quotes, blank lines are skipped.
/// </summary>
internal sealed class CsvReader(TextReader reader, char delimiter)
{
    private string[]? _header;
    private string? _typeName;

    /// <summary>True when columns without a name were given H1, H2, …</summary>
    public bool NamedColumns { get; private set; }

    /// <summary>The column names of a file that has them.</summary>
    public IReadOnlyList<string> ReadNames() => ReadHeader() ? Names(_header!) : [];

    /// <param name="header">The -Header parameter; null to take the first record.</param>
    public IEnumerable<PSObject> Read(string[]? header)
    {
        _header = header;
        if (_header is null && !ReadHeader())
        {
            yield break;
        }

        var names = Names(_header!);
        while (ReadRecord() is { } cells)
        {
            if (cells.Count == 1 && cells[0].Length == 0)
            {
                continue;
            }

            var row = new PSObject(names.Length);
            for (var i = 0; i < names.Length; i++)
            {
                row.Properties.Add(new PSNoteProperty(names[i], i < cells.Count ? cells[i] : null), preValidated: true);
            }

            if (_typeName is not null)
            {
                row.TypeNames.Insert(0, "CSV:" + _typeName);
            }

            yield return row;
        }
    }

    private bool ReadHeader()
    {
        if (reader.Peek() == '#')
        {
            var line = reader.ReadLine()!;
            if (line.StartsWith("#TYPE", StringComparison.OrdinalIgnoreCase))
            {
                var type = line[5..].Trim();
                _typeName = type.Length == 0 ? null : type;
            }
            else if (line.StartsWith("#Fields: ", StringComparison.Ordinal))
            {
                _header = [.. new CsvReader(new StringReader(line[9..]), delimiter).ReadRecord() ?? []];
                return true;
            }
        }

        while (ReadRecord() is { } cells)
        {
            while (cells.Count > 1 && cells[^1].Length == 0)
            {
                cells.RemoveAt(cells.Count - 1);
            }

            // W3C extended log files: comments, one of which holds the names.
            if (cells[0].StartsWith("#Fields: ", StringComparison.Ordinal))
            {
                cells[0] = cells[0][9..];
            }
            else if (cells[0].StartsWith('#'))
            {
                continue;
            }

            _header = [.. cells];
            return true;
        }

        return false;
    }

    private string[] Names(string[] header)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var names = new string[header.Length];
        var unnamed = 0;
        for (var i = 0; i < header.Length; i++)
        {
            names[i] = header[i];
            if (string.IsNullOrEmpty(names[i]))
            {
                names[i] = "H" + (++unnamed).ToString(System.Globalization.CultureInfo.InvariantCulture);
                NamedColumns = true;
            }
            else if (!seen.Add(names[i]))
            {
                throw new ExtendedTypeSystemException($"The member \"{names[i]}\" is already present.");
            }
        }

        return names;
    }

    private List<string>? ReadRecord()
    {
        if (reader.Peek() < 0)
        {
            return null;
        }

        var cells = new List<string>();
        bool more;
        do
        {
            cells.Add(ReadCell(out more));
        }
        while (more);
        return cells;
    }

    /// <param name="more">True when the cell ended at a delimiter, so that another one follows.</param>
    private string ReadCell(out bool more)
    {
        var text = new StringBuilder();
        SkipBlanks();
        var quoted = reader.Peek() == '"' && delimiter != '"';
        if (quoted)
        {
            _ = reader.Read();
            ReadQuoted(text);
        }

        var tail = new StringBuilder();
        more = ReadToDelimiter(tail);
        var rest = tail.ToString();

        // Only blanks after the closing quote, or after the only word of a bare cell: not part of the value.
        return quoted && rest.AsSpan().Trim(" \t").IsEmpty || !quoted && rest.AsSpan().TrimEnd(" \t").IndexOfAny(' ', '\t', '"') < 0
            ? text.Append(rest.TrimEnd(' ', '\t')).ToString()
            : text.Append(rest).ToString();
    }

    private void SkipBlanks()
    {
        while (reader.Peek() is ' ' or '\t' && reader.Peek() != delimiter)
        {
            _ = reader.Read();
        }
    }

    private void ReadQuoted(StringBuilder text)
    {
        while (reader.Read() is var c && c >= 0)
        {
            if (c == '"')
            {
                if (reader.Peek() != '"')
                {
                    return;
                }

                _ = reader.Read();
            }

            text.Append((char)c);
        }
    }

    private bool ReadToDelimiter(StringBuilder text)
    {
        while (reader.Read() is var c && c >= 0)
        {
            if (c == delimiter)
            {
                return true;
            }

            if (c == '\n')
            {
                return false;
            }

            if (c == '\r')
            {
                if (reader.Peek() == '\n')
                {
                    _ = reader.Read();
                }

                return false;
            }

            text.Append((char)c);
        }

        return false;
    }
}
