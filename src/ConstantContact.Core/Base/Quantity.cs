using System.Globalization;

namespace ConstantContact.Core.Base;

/// <summary>A number with its noun in the right form, for messages: "1 row", "1,200 rows".</summary>
public static class Quantity
{
    /// <summary>Writes the number and the form of the noun that goes with it.</summary>
    /// <param name="number">Shown with thousands separators.</param>
    /// <param name="one">The form for exactly one, such as "row" or "row was".</param>
    /// <param name="many">The form for all other numbers; null adds "s" to <paramref name="one"/>.</param>
    public static string Of(long number, string one, string? many = null) =>
        string.Format(CultureInfo.InvariantCulture, "{0:N0} {1}", number, Noun(number, one, many));

    /// <summary>The form of the noun alone, for a sentence that does not show the number.</summary>
    /// <inheritdoc cref="Of"/>
    public static string Noun(long number, string one, string? many = null) => number == 1 ? one : many ?? one + "s";
}
