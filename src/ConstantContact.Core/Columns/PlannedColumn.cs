namespace ConstantContact.Core.Columns;

/// <summary>A column of the input that is used: where it stands, what the input calls it, what it means.</summary>
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

    /// <summary>The cell holds month and day, and this is one half of it.</summary>
    internal bool IsWholeBirthday { get; }

    public override string ToString() => Heading;
}
