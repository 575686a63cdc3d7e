using System.Text.RegularExpressions;

namespace ConstantContact.PowerShell.Completion;

/// <summary>Writes a text as an argument, with quotes if needed.</summary>
internal static class Quoting
{
    // Texts that PowerShell reads as one string argument without quotes. A leading digit or dash would make it a number
    // or a parameter.
    private static readonly Regex Bare = new(
        @"^[A-Za-z_][A-Za-z0-9_.\-]*$",
        RegexOptions.CultureInvariant,
        System.TimeSpan.FromSeconds(1)
    );

    // PowerShell treats typographic quotes like the plain one, even at the end of a string.
    private static readonly Regex Quotes = new(
        "['\u2018\u2019\u201a\u201b]",
        RegexOptions.CultureInvariant,
        System.TimeSpan.FromSeconds(1)
    );

    internal static string Quote(string text) => Bare.IsMatch(text) ? text : $"'{Quotes.Replace(text, "$0$0")}'";
}
