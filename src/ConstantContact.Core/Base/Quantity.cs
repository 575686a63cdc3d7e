using System.Globalization;

namespace ConstantContact.Core.Base;

/// <summary>Numbers for messages, with their nouns in the right form: "1 row", "1,200 rows".</summary>
public static class Quantity
{
    /// <summary>Writes the number and the form of the noun that goes with it.</summary>
    /// <param name="number">Shown with thousands separators.</param>
    /// <param name="one">The form for exactly one, such as "row" or "row was".</param>
    /// <param name="many">The form for all other numbers; null adds "s" to <paramref name="one"/>.</param>
    public static string Of(long number, string one, string? many = null) =>
        $"{Number(number)} {Noun(number, one, many)}";

    /// <summary>The number alone, with thousands separators.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The form of the noun alone, for a sentence that does not show the number.</summary>
    /// <inheritdoc cref="Of"/>
    public static string Noun(long number, string one, string? many = null) => number == 1 ? one : many ?? one + "s";
}
