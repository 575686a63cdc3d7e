using System.Globalization;

namespace ConstantContact.Core.Rows;

/// <summary>Names the origin of a value in messages.</summary>
public static class RowName
{
    /// <summary>The row number of values that were given as parameters and have no row.</summary>
    public const long Parameters = 0;

    public static string Of(long number, string? source) => number == Parameters
        ? "the parameters"
        : source is null
            ? "row " + number.ToString(CultureInfo.InvariantCulture)
            : "row " + number.ToString(CultureInfo.InvariantCulture) + " of " + source;

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
