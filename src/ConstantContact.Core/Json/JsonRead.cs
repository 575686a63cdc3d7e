using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConstantContact.Core.Json;

/// <summary>
/// Tolerant reading of members: a member with an unexpected shape reads as absent and stays in the document.
/// </summary>
internal static class JsonRead
{
    public static string? Text(this JsonObject node, string member) =>
        node.TryGetPropertyValue(member, out var value) ? Text(value) : null;

    public static string? Text(JsonNode? value) =>
        value is JsonValue v
            ? v.GetValueKind() switch
            {
                JsonValueKind.String => v.GetValue<string>(),
                JsonValueKind.Null => null,
                _ => v.ToJsonString(),
            }
            : null;

    public static int? Integer(this JsonObject node, string member) =>
        int.TryParse(node.Text(member), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    public static DateTimeOffset? Time(this JsonObject node, string member) =>
        DateTimeOffset.TryParse(node.Text(member), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var value) ? value : null;

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
