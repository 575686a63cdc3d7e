using System.Collections;
using System.Management.Automation;
using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Values as PowerShell hands them over → cells: wrappers are taken off, also within lists. What a value means is Core's question.</summary>
internal static class PlainValue
{
    /// <summary>More items than any column takes.</summary>
    private const int MostItems = 1000;

    public static object? CellOf(object? value) => Cells.Of(Unwrap(value));

    private static object? Unwrap(object? value)
    {
        object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return plain switch
        {
            PSCustomObject or PSObject => Cells.Unusable(plain),
            string or IDictionary => plain,
            IList list => Items(list),
            _ => plain,
        };
    }

    private static object Items(IList list)
    {
        var items = new List<object?>();
        foreach (object? item in list)
        {
            if (items.Count == MostItems)
            {
                return Cells.Unusable(list);
            }

            items.Add(Unwrap(item));
        }

        return items;
    }
}
