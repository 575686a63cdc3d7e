using System.Collections;
using System.Management.Automation;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Converts <c>-CustomField</c>, <c>-Phone</c> and <c>-Address</c> to cells under the headings of a row, so that one
/// parser reads arguments and rows.
/// </summary>
internal static class ExplicitCells
{
    public static IReadOnlyList<KeyValuePair<string, object>> Read(
        IDictionary? fields,
        IDictionary? phones,
        IDictionary? addresses
    )
    {
        List<KeyValuePair<string, object>> cells = [];
        foreach (DictionaryEntry field in fields ?? new Hashtable())
        {
            cells.Add(Cell($"cf:{Key(field, "CustomField")}", field.Value, "CustomField", $"cf:{field.Key}"));
        }

        foreach (DictionaryEntry phone in phones ?? new Hashtable())
        {
            var kind = Kind(phone, "Phone", ["home", "work", "mobile", "other"]);
            cells.Add(Cell($"{kind}_phone", phone.Value, "Phone", $"{kind}_phone"));
        }

        foreach (DictionaryEntry address in addresses ?? new Hashtable())
        {
            var kind = Kind(address, "Address", ["home", "work", "other"]);
            if ((address.Value is PSObject wrapped ? wrapped.BaseObject : address.Value) is not IDictionary parts)
            {
                throw InvalidInputException.Value(
                    $"-Address, {kind}",
                    null,
                    "it must be a hashtable of parts.",
                    "Write it as @{ home = @{ street = '1 Main'; city = 'Waltham' } }."
                );
            }

            foreach (DictionaryEntry part in parts)
            {
                cells.Add(Cell($"{kind}_{Key(part, "Address")}", part.Value, "Address", $"{kind}_address"));
            }
        }

        return cells;
    }

    private static KeyValuePair<string, object> Cell(string heading, object? value, string parameter, string clear) =>
        PlainValue.CellOf(value) is { } cell && !Cells.IsBlank(cell)
            ? new(heading, cell)
            : throw UpdateRowComposer.Blank($"-{parameter}, {heading}", clear);

    private static string Kind(DictionaryEntry entry, string parameter, string[] kinds)
    {
        var kind = Key(entry, parameter).ToLowerInvariant();
        return System.Array.IndexOf(kinds, kind) >= 0
            ? kind
            : throw InvalidInputException.Value(
                $"-{parameter}",
                kind,
                "there is no such kind.",
                $"Kinds are {string.Join(", ", kinds)}."
            );
    }

    private static string Key(DictionaryEntry entry, string parameter) =>
        entry.Key?.ToString()?.Trim() is { Length: > 0 } key
            ? key
            : throw InvalidInputException.Value(
                $"-{parameter}",
                null,
                "a key is blank.",
                "Name what the value is for."
            );
}
