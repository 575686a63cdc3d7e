using System.Collections;
using System.Data;
using System.IO;
using System.Management.Automation;
using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Reads pipeline input as rows of cells: objects of <c>Import-Csv</c>, other objects, hashtables, rows of a data
/// table. The meaning of a cell is decided later, when its column is known. Call this on the pipeline thread, because
/// properties may be scripts.
/// </summary>
internal static class RowReader
{
    /// <param name="row">The pipeline input.</param>
    /// <param name="number">1 for the first row.</param>
    /// <param name="likely">The previous row. A row with the same columns gets the same instance of headings.</param>
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
                cells.Refuse(
                    null,
                    $"'{file.Name}' is a file and not a row",
                    "Read its rows first: Import-Csv FILE | ..."
                );
                break;
            case string or ValueType:
                cells.Refuse(
                    null,
                    $"'{row}' is {Describe(row.BaseObject)} and not a row",
                    "Give objects with a property for each column, such as Import-Csv makes."
                );
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
        foreach (var entry in Ordered(dictionary))
        {
            Add(cells, LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value);
        }
    }

    private static void ReadProperties(RowCells cells, IEnumerable<PSPropertyInfo> properties)
    {
        foreach (var property in properties)
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

    /// <summary>
    /// Reads only the columns. In PowerShell, such a row also has properties of its own, such as its table.
    /// </summary>
    private static void ReadColumns(RowCells cells, DataRow row)
    {
        foreach (DataColumn column in row.Table.Columns)
        {
            Add(cells, column.ColumnName, row[column]);
        }
    }

    private static void Add(RowCells cells, string name, object? value) =>
        cells.Add(name.Trim(), PlainValue.CellOf(value));

    /// <summary>
    /// A plain hashtable has no order, so it is sorted by name. Equal ones then have the same columns.
    /// </summary>
    private static IEnumerable<DictionaryEntry> Ordered(IDictionary dictionary)
    {
        var entries = Entries(dictionary);
        return dictionary is Hashtable
            ? entries.OrderBy(e => LanguagePrimitives.ConvertTo<string>(e.Key), StringComparer.Ordinal)
            : entries;
    }

    private static IEnumerable<DictionaryEntry> Entries(IDictionary dictionary)
    {
        // Cast would not work: an IDictionary enumerates entries only through its own enumerator.
        var entries = dictionary.GetEnumerator();
        while (entries.MoveNext())
        {
            yield return entries.Entry;
        }
    }

    private static string Describe(object value) =>
        value switch
        {
            string => "a string",
            PSCustomObject => "an object with properties of its own",
            Array => "an array",
            IDictionary => "a hashtable",
            _ => "a " + value.GetType().Name,
        };

    /// <summary>A row that is being read. Creates no list of headings while they equal the likely ones.</summary>
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

        /// <summary>Keeps the first reason.</summary>
        internal void Refuse(string? column, string message, string remedy) =>
            _defect ??= RowFinding.Unreadable(_number, column, message, remedy);

        internal InputRow ToRow()
        {
            var headings = _headings ?? (_values.Count == _likely!.Count ? _likely : [.. _likely.Take(_values.Count)]);
            return new InputRow(_number, null, headings, _values.ToArray()) { Defect = _defect };
        }
    }

    /// <summary>
    /// Replaces the value of a property whose getter fails. No column accepts this type, so that it matters only if its
    /// column is used.
    /// </summary>
    private sealed record UnreadableProperty(string Reason);
}
