using System.Collections;
using System.Management.Automation;
using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Converts PowerShell values to cells: removes wrappers, also within lists. Core decides what a value means.
/// </summary>
internal static class PlainValue
{
    /// <summary>A maximum above what any column accepts.</summary>
    private const int MostItems = 1000;

    public static object? CellOf(object? value) => Cells.Of(Unwrap(value));

    private static object? Unwrap(object? value)
    {
        var plain = value is PSObject wrapped ? wrapped.BaseObject : value;
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
        foreach (var item in list)
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
