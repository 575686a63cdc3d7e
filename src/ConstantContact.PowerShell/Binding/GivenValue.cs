using System.Management.Automation;
using ConstantContact.Core.Rows;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// A value for a member of a contact, as given: text, a number, a date, a list. PowerShell creates one from any value
/// without a conversion, because its conversions depend on the culture of the session and turn "1,5" into 15.
/// </summary>
public sealed class GivenValue
{
    private readonly object? _given;

    /// <param name="value">Text, a number, a date, an array.</param>
    public GivenValue(object? value)
    {
        _given = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        Cell = PlainValue.CellOf(value);
    }

    /// <summary>The value as a cell of a row.</summary>
    internal object? Cell { get; }

    internal bool IsBlank => Cells.IsBlank(Cell);

    /// <summary>True if the engine created this from the value of the property.</summary>
    internal bool IsOf(object? property)
    {
        var plain = property is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : property;
        return ReferenceEquals(plain, _given)
            || Equals(plain, _given)
            || (plain is not null && Cells.TextOf(PlainValue.CellOf(plain)) == Cells.TextOf(Cell));
    }

    public override string ToString() => Cells.TextOf(Cell);
}
