using System;
using System.Collections.Generic;

namespace ConstantContact.Emulator.Activities;

/// <summary>
/// The cells of a row that say something. A blank one keeps what is stored, unless the switch says it erases.
/// </summary>
internal sealed class ImportCells
{
    private readonly Dictionary<string, string> _given = new(StringComparer.Ordinal);
    private readonly List<string> _erased = [];

    internal ImportCells(ImportRow row, bool blankErases)
    {
        foreach (var (column, cell) in row.Cells)
        {
            var text = cell.Trim();
            if (text.Length > 0)
            {
                _given[column] = text;
            }
            else if (blankErases)
            {
                _erased.Add(column);
            }
        }
    }

    /// <summary>Text by column.</summary>
    internal IReadOnlyDictionary<string, string> Given => _given;

    /// <summary>Columns whose stored values are erased.</summary>
    internal IReadOnlyList<string> Erased => _erased;

    internal string? this[string column] => _given.GetValueOrDefault(column);

    internal bool Erases(string column) => _erased.Contains(column);
}
