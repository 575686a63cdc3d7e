using System.Collections;
using System.Globalization;
using System.Numerics;

namespace ConstantContact.Core.Rows;

/// <summary>
/// Creates the cells of rows. A cell is null (blank), text, or a <see cref="TypedCell"/>. Files, objects, hashtables
/// and parameters all create their cells here. The culture of the session has no effect, and the <c>ToString()</c> of
/// an unknown type is never used as a value.
/// </summary>
public static class Cells
{
    /// <summary>
    /// In the module's own files, the first character of a packed cell, and of plain text that begins with this
    /// character.
    /// </summary>
    private const char PackMark = '\u0001';

    /// <param name="value">A .NET value without PowerShell's wrapper.</param>
    /// <returns>Null, trimmed text, or a <see cref="TypedCell"/>.</returns>
    public static object? Of(object? value) =>
        value switch
        {
            null or DBNull => null,
            string text => text.Trim(),
            TypedCell => value,
            DateTime clock => TypedCell.At(
                Local(clock),
                clock.ToString(
                    clock.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss",
                    CultureInfo.InvariantCulture
                )
            ),
            DateTimeOffset clock => TypedCell.At(
                clock,
                clock.ToString(
                    clock.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:sszzz",
                    CultureInfo.InvariantCulture
                )
            ),
#if NET
            DateOnly day => Of(day.ToDateTime(TimeOnly.MinValue)),
#endif
            IDictionary => Unusable(value),
            IEnumerable several
                when value is Array or ICollection
                    || value.GetType().Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) == true =>
                Several(several),
            _ => Scalar(value) ?? (object)Unusable(value),
        };

    /// <summary>A value of a type that no column accepts.</summary>
    public static TypedCell Unusable(object value) => TypedCell.Unusable(NameOf(value.GetType()));

    /// <summary>True if the cell is blank.</summary>
    public static bool IsBlank(object? cell) => cell is null or "";

    /// <summary>The cell as messages show it and reports store it.</summary>
    public static string TextOf(object? cell) => cell?.ToString() ?? "";

    internal static string Pack(object? cell) =>
        cell switch
        {
            TypedCell typed => PackMark + typed.Pack(),
            string { Length: > 0 } text when text[0] == PackMark => PackMark + "t" + text,
            _ => TextOf(cell),
        };

    internal static object Unpack(string packed) =>
        packed.Length < 2 || packed[0] != PackMark ? packed
        : packed[1] == 't' ? packed.Substring(2)
        : TypedCell.Unpack(packed.Substring(1));

    /// <summary>Utc is kept. Local and Unspecified are taken as the local time of this computer.</summary>
    private static DateTimeOffset Local(DateTime clock)
    {
        var offset = clock.Kind == DateTimeKind.Utc ? TimeSpan.Zero : TimeZoneInfo.Local.GetUtcOffset(clock);
        var plain = DateTime.SpecifyKind(clock, DateTimeKind.Unspecified);
        var hasOffset = plain - DateTime.MinValue > offset && DateTime.MaxValue - plain > -offset;
        return new DateTimeOffset(plain, hasOffset ? offset : TimeSpan.Zero);
    }

    private static object? Several(IEnumerable values)
    {
        var items = new List<string>();
        foreach (var value in values)
        {
            switch (Of(value))
            {
                case null or "":
                    break;
                case string text:
                    items.Add(text);
                    break;
                case TypedCell { Moment: not null } moment:
                    items.Add(moment.Text);
                    break;
                default:
                    return Unusable(values);
            }
        }

        return items.Count switch
        {
            0 => null,
            1 => SingleItem(values),
            _ => TypedCell.Several(items),
        };
    }

    /// <summary>A list with one item is treated as that item.</summary>
    private static object? SingleItem(IEnumerable values)
    {
        foreach (var value in values)
        {
            if (Of(value) is { } cell && !IsBlank(cell))
            {
                return cell;
            }
        }

        return null;
    }

    private static string? Scalar(object value) =>
        value switch
        {
            char c => c.ToString().Trim(),
            bool b => b ? "true" : "false",
            double d => Number(d, d.ToString("R", CultureInfo.InvariantCulture)),
            float f => Number(f, f.ToString("R", CultureInfo.InvariantCulture)),
            Guid g => g.ToString("D"),
            Enum e => e.ToString(),
            Uri u => u.OriginalString,
            sbyte or byte or short or ushort or int or uint or long or ulong or decimal or BigInteger => (
                (IFormattable)value
            ).ToString(null, CultureInfo.InvariantCulture),
            _ => null,
        };

    /// <summary>
    /// The shortest text that reads back as the same number, without an exponent if digits alone can express it.
    /// </summary>
    private static string? Number(double number, string text) =>
        double.IsNaN(number) || double.IsInfinity(number) ? null
        : text.IndexOf('E') >= 0
        && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? exact.ToString(CultureInfo.InvariantCulture)
        : text;

    private static string NameOf(Type type)
    {
        if (!type.IsGenericType)
        {
            return type.Name;
        }

        var name = type.Name;
        var tick = name.IndexOf('`');
        return (tick < 0 ? name : name.Substring(0, tick))
            + "<"
            + string.Join(", ", type.GetGenericArguments().Select(NameOf))
            + ">";
    }
}
