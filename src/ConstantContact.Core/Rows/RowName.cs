using System.Globalization;

namespace ConstantContact.Core.Rows;

/// <summary>How messages name where a value came from.</summary>
public static class RowName
{
    /// <summary>The number of a "row" that is no row: its values were given as parameters.</summary>
    public const long Parameters = 0;

    public static string Of(long number, string? source) => number == Parameters
        ? "the parameters"
        : source is null
            ? "row " + number.ToString(CultureInfo.InvariantCulture)
            : "row " + number.ToString(CultureInfo.InvariantCulture) + " of " + source;

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
