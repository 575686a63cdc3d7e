using System;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace ConstantContact.Emulator.Pages;

/// <summary>Text on its way into the page.</summary>
internal static class Markup
{
    private const int TextShown = 4000;

    internal static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    internal static string Cut(string text, int length = TextShown) =>
        text.Length <= length ? text : text[..length] + "…";

    internal static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count with its noun: 1 contact, 2 contacts.</summary>
    internal static string Count(long number, string noun) => $"{Number(number)} {noun}{(number == 1 ? "" : "s")}";

    internal static StringBuilder Fact(this StringBuilder html, string name, string value) =>
        html.Append("<dt>").Append(Encode(name)).Append("</dt><dd>").Append(Encode(value)).Append("</dd>\n");

    internal static StringBuilder Option(this StringBuilder html, string value, string text, string? chosen) =>
        html.Append("<option value=\"")
            .Append(Encode(value))
            .Append('"')
            .Append(value == (chosen ?? "") ? " selected" : "")
            .Append('>')
            .Append(Encode(text))
            .Append("</option>");
}
