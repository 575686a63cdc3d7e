using System.Collections.ObjectModel;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Columns;

/// <summary>The used columns of an input. Each has a meaning of its own.</summary>
internal sealed class PlannedColumns : Collection<PlannedColumn>
{
    /// <exception cref="InvalidInputException">
    /// <c>CcDuplicateColumn</c>: another column has the same meaning.
    /// </exception>
    protected override void InsertItem(int index, PlannedColumn item)
    {
        if (this.FirstOrDefault(c => ContactColumns.AreSame(c.Column, item.Column)) is { } first)
        {
            throw ColumnErrors.Duplicate(first, item);
        }

        base.InsertItem(index, item);
    }
}
