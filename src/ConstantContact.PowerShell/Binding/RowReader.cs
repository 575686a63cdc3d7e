using System.Collections;
using System.Data;
using System.IO;
using System.Management.Automation;
using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Reads what comes down the pipeline as rows of cells: what <c>Import-Csv</c> makes, other objects, hashtables, rows of a data table.
/// What a cell means is decided where its column is known. On the pipeline thread: properties may be script.
/// </summary>
internal static class RowReader
{
    /// <param name="row">What came down the pipeline.</param>
    /// <param name="number">1 for the first.</param>
    /// <param name="likely">The row before: one with the same columns is given the same instance of headings.</param>
    internal static InputRow Read(PSObject row, long number, InputRow? likely = null)
    {
        var cells = new RowCells(number, likely?.Headings);
        switch (row.BaseObject)
        {
            case IDictionary dictionary:
                ReadEntries(cells, dictionary);
                break;
            case DataRow data:
                ReadColumns(cells, data);
                break;
            case DataRowView view:
                ReadColumns(cells, view.Row);
                break;
            case FileSystemInfo file:
                cells.Refuse(null, $"'{file.Name}' is a file and not a row", "Read its rows first: Import-Csv FILE | ...");
                break;
            case string or ValueType:
                cells.Refuse(
                    null, $"'{row}' is {Describe(row.BaseObject)} and not a row",
                    "Give objects with a property for each column, such as Import-Csv makes.");
                break;
            case IEnumerable:
                cells.Refuse(null, $"{Describe(row.BaseObject)} is not a row", "Give the rows one by one.");
                break;
            default:
                ReadProperties(cells, row.Properties);
                break;
        }

        return cells.ToRow();
    }

    private static void ReadEntries(RowCells cells, IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in Ordered(dictionary))
        {
            Add(cells, LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value);
        }
    }

    private static void ReadProperties(RowCells cells, IEnumerable<PSPropertyInfo> properties)
    {
        foreach (PSPropertyInfo property in properties)
        {
            object? value;
            try
            {
                value = property.Value;
            }
            catch (GetValueException e)
            {
                value = new UnreadableProperty(e.Message);
            }

            Add(cells, property.Name, value);
        }
    }

    /// <summary>The columns alone: to PowerShell such a row has properties of its own too, such as its table.</summary>
    private static void ReadColumns(RowCells cells, DataRow row)
    {
        foreach (DataColumn column in row.Table.Columns)
        {
            Add(cells, column.ColumnName, row[column]);
        }
    }

    private static void Add(RowCells cells, string name, object? value) => cells.Add(name.Trim(), PlainValue.CellOf(value));

    /// <summary>A plain hashtable has no order: by name, so that equal ones have one shape.</summary>
    private static IEnumerable<DictionaryEntry> Ordered(IDictionary dictionary)
    {
        IEnumerable<DictionaryEntry> entries = Entries(dictionary);
        return dictionary is Hashtable ? entries.OrderBy(e => LanguagePrimitives.ConvertTo<string>(e.Key), StringComparer.Ordinal) : entries;
    }

    private static IEnumerable<DictionaryEntry> Entries(IDictionary dictionary)
    {
        // Not Cast: an IDictionary enumerates entries only through its own enumerator.
        IDictionaryEnumerator entries = dictionary.GetEnumerator();
        while (entries.MoveNext())
        {
            yield return entries.Entry;
        }
    }

    private static string Describe(object value) => value switch
    {
        string => "a string",
        PSCustomObject => "an object with properties of its own",
        Array => "an array",
        IDictionary => "a hashtable",
        _ => "a " + value.GetType().Name,
    };

    /// <summary>A row that is being read. Makes no list of headings as long as they are the likely ones.</summary>
    private sealed class RowCells
    {
        private readonly long _number;
        private readonly IReadOnlyList<string>? _likely;
        private readonly List<object?> _values;
        private List<string>? _headings;
        private RowFinding? _defect;

        internal RowCells(long number, IReadOnlyList<string>? likely)
        {
            _number = number;
            _likely = likely;
            _values = new List<object?>(likely?.Count ?? 8);
            _headings = likely is null ? [] : null;
        }

        internal void Add(string heading, object? value)
        {
            if (_headings is null && (_values.Count >= _likely!.Count || _likely[_values.Count] != heading))
            {
                _headings = [.. _likely.Take(_values.Count)];
            }

            _headings?.Add(heading);
            _values.Add(value);
        }

        /// <summary>The first reason counts.</summary>
        internal void Refuse(string? column, string message, string remedy) =>
            _defect ??= RowFinding.Unreadable(_number, column, message, remedy);

        internal InputRow ToRow()
        {
            IReadOnlyList<string> headings = _headings ?? (_values.Count == _likely!.Count ? _likely : [.. _likely.Take(_values.Count)]);
            return new InputRow(_number, null, headings, _values.ToArray()) { Defect = _defect };
        }
    }

    /// <summary>Stands for the value of a property whose getter fails; a type that no column takes, so that it matters only where its column does.</summary>
    private sealed record UnreadableProperty(string Reason);
}
