using System.Globalization;

namespace ConstantContact.Core.Rows;

/// <summary>
/// A value of a row that is not plain text, created by <see cref="Cells.Of"/>: a point in time, several values, or a
/// value of a type that no column accepts. Its meaning depends on the column, so it stays typed until the column is
/// known.
/// </summary>
public sealed class TypedCell
{
    private TypedCell(string text)
    {
        Text = text;
    }

    /// <summary>
    /// The text that a text column stores. For several values, the list. For an unusable type, the name of the type.
    /// </summary>
    public string Text { get; }

    /// <summary>The time as given, with its UTC offset. Null if the value is not a date.</summary>
    public DateTimeOffset? Moment { get; private init; }

    /// <summary>Several values, each as text. Null for a single value.</summary>
    public IReadOnlyList<string>? Items { get; private init; }

    /// <summary>The name of a type that no column accepts. Null for a usable value.</summary>
    public string? UnusableType { get; private init; }

    public override string ToString() => Text;

    internal static TypedCell At(DateTimeOffset moment, string text) => new(text) { Moment = moment };

    internal static TypedCell Several(IReadOnlyList<string> items) => new(NameList.Join(items)) { Items = items };

    internal static TypedCell Unusable(string type) => new(type) { UnusableType = type };

    /// <summary>The cell as one text, for the module's own files.</summary>
    internal string Pack() =>
        Moment is { } moment
            ? string.Format(CultureInfo.InvariantCulture, "m{0};{1};{2}", moment.Ticks, moment.Offset.Ticks, Text)
        : Items is not null ? "s" + Text
        : "u" + Text;

    internal static TypedCell Unpack(string packed)
    {
        var rest = packed.Substring(1);
        switch (packed[0])
        {
            case 's':
                return Several(NameList.Read(rest)!);
            case 'u':
                return Unusable(rest);
            default:
                var parts = rest.Split([';'], 3);
                return At(
                    new DateTimeOffset(
                        long.Parse(parts[0], CultureInfo.InvariantCulture),
                        new TimeSpan(long.Parse(parts[1], CultureInfo.InvariantCulture))
                    ),
                    parts[2]
                );
        }
    }
}
