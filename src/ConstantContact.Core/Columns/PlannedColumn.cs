namespace ConstantContact.Core.Columns;

/// <summary>A used column of the input: its position, its heading and its meaning.</summary>
public sealed class PlannedColumn
{
    internal PlannedColumn(int index, string heading, ContactColumn column, bool isWholeBirthday = false)
    {
        IsWholeBirthday = isWholeBirthday;
        Index = index;
        Heading = heading;
        Column = column;
    }

    /// <summary>Position in <c>InputRow.Values</c>.</summary>
    public int Index { get; }

    public string Heading { get; }

    public ContactColumn Column { get; }

    /// <summary>The cell contains month and day, and this column is one of the two.</summary>
    internal bool IsWholeBirthday { get; }

    public override string ToString() => Heading;
}
