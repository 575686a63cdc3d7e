using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ConstantContact.Core.Json;

/// <summary>
/// Tolerant reading of members: a member with an unexpected shape reads as absent and stays in the document.
/// </summary>
internal static class JsonRead
{
    private static readonly Regex Escape = new(
        @"\\(?:u(?<code>[0-9a-fA-F]{4})|.)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1)
    );

    public static string? Text(this JsonObject node, string member) =>
        node.TryGetPropertyValue(member, out var value) ? Text(value) : null;

    public static string? Text(JsonNode? value) =>
        value is JsonValue v
            ? v.GetValueKind() switch
            {
                JsonValueKind.String => Text(v),
                JsonValueKind.Null => null,
                _ => v.ToJsonString(),
            }
            : null;

    private static string Text(JsonValue text)
    {
        try
        {
            return text.GetValue<string>();
        }
        catch (InvalidOperationException) when (text.TryGetValue(out JsonElement element))
        {
            // JSON allows an escaped half of a surrogate pair, but Unicode does not. It is shown as U+FFFD.
            var raw = element.GetRawText();
            var read = Escape.Replace(
                raw.Substring(1, raw.Length - 2),
                static m =>
                    m.Groups["code"].Success
                        ? (
                            (char)
                                int.Parse(m.Groups["code"].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)
                        ).ToString()
                        : m.Value[1] switch
                        {
                            'n' => "\n",
                            'r' => "\r",
                            't' => "\t",
                            'b' => "\b",
                            'f' => "\f",
                            var c => c.ToString(),
                        }
            );
            return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(read));
        }
    }

    public static int? Integer(this JsonObject node, string member) =>
        int.TryParse(node.Text(member), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    public static DateTimeOffset? Time(this JsonObject node, string member) =>
        DateTimeOffset.TryParse(
            node.Text(member),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var value
        )
            ? value
            : null;

    public static JsonObject? Object(this JsonObject node, string member) =>
        node.TryGetPropertyValue(member, out var value) ? value as JsonObject : null;

    public static JsonArray? Array(this JsonObject node, string member) =>
        node.TryGetPropertyValue(member, out var value) ? value as JsonArray : null;

    public static IEnumerable<JsonObject> Entries(this JsonObject node, string member) =>
        node.Array(member)?.OfType<JsonObject>() ?? [];

    public static IEnumerable<string> Texts(this JsonObject node, string member) =>
        node.Array(member)?.Select(Text).OfType<string>() ?? [];

    public static JsonObject Copy(this JsonObject node) => (JsonObject)node.DeepClone();
}
