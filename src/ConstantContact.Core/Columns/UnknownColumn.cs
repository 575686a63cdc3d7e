namespace ConstantContact.Core.Columns;

/// <summary>An unknown column of the input. The input is refused only if a row has a value in it.</summary>
public sealed class UnknownColumn
{
    internal UnknownColumn(int index, string heading, string? pointer, string? nearest)
    {
        Index = index;
        Heading = heading;
        Pointer = pointer;
        Nearest = nearest;
    }

    /// <summary>The position in a row's values.</summary>
    public int Index { get; }

    public string Heading { get; }

    /// <summary>The alternative, for a column that looks writable.</summary>
    public string? Pointer { get; }

    /// <summary>The known name that is most similar to the heading.</summary>
    public string? Nearest { get; }

    public override string ToString() =>
        Heading.Length == 0
            ? $"column {(Index + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)}, which has no heading"
        : Pointer is not null ? $"'{Heading}' ({Pointer})"
        : Nearest is not null ? $"'{Heading}' (did you mean '{Nearest}'?)"
        : $"'{Heading}'";
}
