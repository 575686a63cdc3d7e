using System.Globalization;

namespace ConstantContact.Core.Rows;

/// <summary>Names the origin of a value in messages.</summary>
public static class RowName
{
    /// <summary>The row number of values that were given as parameters and have no row.</summary>
    public const long Parameters = 0;

    private static readonly string[] PhoneKinds = ["home", "work", "mobile", "other"];

    public static string Of(long number, string? source) =>
        number == Parameters ? "the parameters"
        : source is null ? "row " + number.ToString(CultureInfo.InvariantCulture)
        : "row " + number.ToString(CultureInfo.InvariantCulture) + " of " + source;

    /// <summary>
    /// The parameter under which a value was given: <c>cf:Shirt size</c> is <c>-CustomField 'Shirt size'</c>.
    /// </summary>
    /// <returns>Null for a value that identifies the contact.</returns>
    internal static string? Parameter(string heading)
    {
        var underscore = heading.IndexOf('_');
        return heading.ToUpperInvariant() is "EMAIL" or "CONTACT_ID" ? null
            : heading.StartsWith("cf:", StringComparison.OrdinalIgnoreCase) ? $"-CustomField '{heading.Substring(3)}'"
            : underscore < 0 || Array.IndexOf(PhoneKinds, heading.Substring(0, underscore)) < 0 ? "-" + heading
            : heading.EndsWith("_phone", StringComparison.Ordinal) ? $"-Phone '{heading.Substring(0, underscore)}'"
            : $"-Address '{heading.Replace('_', ' ')}'";
    }

    internal static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
