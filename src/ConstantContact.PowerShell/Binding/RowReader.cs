using System.Collections;
using System.Globalization;
using System.Management.Automation;
using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Reads what comes down the pipeline as rows of text: what <c>Import-Csv</c> makes, other custom objects, hashtables.
/// Strings stay as they are but for blanks around them, numbers and dates become invariant text, and what has no one
/// text (a nested object, an array) is the row's defect. On the pipeline thread: properties may be script.
/// </summary>
internal static class RowReader
{
    /// <param name="row">What came down the pipeline.</param>
    /// <param name="number">1 for the first.</param>
    /// <param name="likely">The row before: one with the same columns is given the same instance of headings.</param>
    internal static InputRow Read(PSObject row, long number, InputRow? likely = null)
    {
        var cells = new Cells(number, likely?.Headings);
        switch (row.BaseObject)
        {
            case IDictionary dictionary:
                ReadEntries(cells, dictionary);
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

    private static void ReadEntries(Cells cells, IDictionary dictionary)
    {
        foreach (DictionaryEntry entry in Ordered(dictionary))
        {
            Add(cells, LanguagePrimitives.ConvertTo<string>(entry.Key), entry.Value);
        }
    }

    private static void ReadProperties(Cells cells, IEnumerable<PSPropertyInfo> properties)
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
                cells.Refuse(property.Name, "the property cannot be read: " + e.Message, "Select the columns that are meant before.");
                value = null;
            }

            Add(cells, property.Name, value);
        }
    }

    private static void Add(Cells cells, string name, object? value)
    {
        string? text = TextOf(value);
        cells.Add(name.Trim(), text ?? "");
        if (text is null)
        {
            object inner = value is PSObject wrapped ? wrapped.BaseObject : value!;
            cells.Refuse(
                name, $"the value is {Describe(inner)}, which has no one text",
                inner is IEnumerable and not IDictionary
                    ? "Join several values into one text, with ';' between them."
                    : "Give text, a number or a date; take one of its properties, or leave the column out.");
        }
    }

    /// <summary>Null where the value has no one text.</summary>
    private static string? TextOf(object? value) => value switch
    {
        null or DBNull => "",
        string text => text.Trim(),
        PSObject wrapped => ReferenceEquals(wrapped.BaseObject, wrapped) || wrapped.BaseObject is PSCustomObject ? null : TextOf(wrapped.BaseObject),
        char c => c.ToString().Trim(),
        bool b => b ? "true" : "false",
        DateTime d => d.ToString(d.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture),
        DateTimeOffset d => d.ToString(d.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),

        // Shortest text that reads back as the same number, on .NET Framework too.
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        float f => f.ToString("R", CultureInfo.InvariantCulture),
        Guid g => g.ToString("D"),
        Enum e => e.ToString(),
        Uri u => u.OriginalString,
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal or System.Numerics.BigInteger =>
            ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

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
    private sealed class Cells
    {
        private readonly long _number;
        private readonly IReadOnlyList<string>? _likely;
        private readonly List<string?> _values;
        private List<string>? _headings;
        private RowFinding? _defect;

        internal Cells(long number, IReadOnlyList<string>? likely)
        {
            _number = number;
            _likely = likely;
            _values = new List<string?>(likely?.Count ?? 8);
            _headings = likely is null ? [] : null;
        }

        internal void Add(string heading, string value)
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
}
