using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>Objects to CSV lines: the first object's properties are the columns.</summary>
internal sealed class CsvWriter(char delimiter, CsvQuoting quoting, string[]? quoteFields)
{
    /// <summary>The columns; given beforehand when lines are appended to a file that has them.</summary>
    public IReadOnlyList<string>? Columns { get; set; }

    public static IReadOnlyList<string> ColumnsOf(PSObject source) =>
        source.BaseObject is System.Collections.IDictionary entries
            ? [.. entries.Keys.Cast<object>().Select(k => PSObject.AsPSObject(k).ToString(format: null, CultureInfo.CurrentCulture))]
            : [.. source.Properties.Where(p => p.IsGettable).Select(p => p.Name)];

    public string Header() => Line(Columns!.Select(c => (c, (string?)c)));

    public string Row(PSObject source) => Line(Columns!.Select(c => (c, Value(source, c))));

    private static string? Value(PSObject source, string column)
    {
        object? value;
        if (source.BaseObject is System.Collections.IDictionary entries)
        {
            value = entries[column];
        }
        else
        {
            try
            {
                value = source.Properties[column]?.Value;
            }
            catch (GetValueException)
            {
                // A property whose getter fails is an empty cell, as in pwsh.
                value = null;
            }
        }

        return value is null ? null : PSObject.AsPSObject(value).ToString(format: null, CultureInfo.CurrentCulture);
    }

    // A null is an empty cell without quotes, so that it can be told from an empty text.
    private string Line(IEnumerable<(string Column, string? Value)> cells)
    {
        var line = new StringBuilder();
        foreach (var (column, value) in cells)
        {
            if (line.Length > 0 || column != Columns![0])
            {
                line.Append(delimiter);
            }

            if (value is null)
            {
                continue;
            }

            line.Append(Quoted(column, value) ? '"' + value.Replace("\"", "\"\"", StringComparison.Ordinal) + '"' : value);
        }

        return line.ToString();
    }

    private bool Quoted(string column, string value) => quoteFields is not null
        ? quoteFields.Contains(column, StringComparer.OrdinalIgnoreCase)
        : quoting switch
        {
            CsvQuoting.Always => true,
            CsvQuoting.Never => false,
            _ => value.AsSpan().IndexOfAny('"', '\r', '\n') >= 0 || value.Contains(delimiter, StringComparison.Ordinal),
        };
}
