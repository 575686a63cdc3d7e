namespace ConstantContact.Core.Columns;

/// <summary>A column of the input that means nothing. It is refused when a row says something in it, and not before.</summary>
public sealed class UnknownColumn
{
    internal UnknownColumn(int index, string heading, string? pointer, string? nearest)
    {
        Index = index;
        Heading = heading;
        Pointer = pointer;
        Nearest = nearest;
    }

    /// <summary>Position in the row's values.</summary>
    public int Index { get; }

    public string Heading { get; }

    /// <summary>What to use instead, for a column that looks as if it could be written.</summary>
    public string? Pointer { get; }

    /// <summary>The known name that looks most like the heading.</summary>
    public string? Nearest { get; }

    public override string ToString() =>
        Heading.Length == 0 ? $"column {(Index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)}, which has no heading"
        : Pointer is not null ? $"'{Heading}' ({Pointer})"
        : Nearest is not null ? $"'{Heading}' (did you mean '{Nearest}'?)"
        : $"'{Heading}'";
}
