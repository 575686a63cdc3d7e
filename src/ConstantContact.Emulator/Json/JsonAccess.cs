using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConstantContact.Emulator.Json;

/// <summary>Reading members without caring whether they are there.</summary>
internal static class JsonAccess
{
    /// <summary>The text of a scalar member; null when absent, null, or no scalar.</summary>
    internal static string? Text(this JsonObject? map, string name) =>
        map is not null && map.TryGetPropertyValue(name, out var node) ? ScalarText(node) : null;

    internal static JsonArray? Array(this JsonObject? map, string name) =>
        map is not null && map.TryGetPropertyValue(name, out var node) ? node as JsonArray : null;

    internal static JsonObject? Object(this JsonObject? map, string name) =>
        map is not null && map.TryGetPropertyValue(name, out var node) ? node as JsonObject : null;

    /// <summary>
    /// A scalar as text. The service's error texts are those of a framework that turns numbers and
    /// booleans into text where text is declared, so the emulator does that too.
    /// </summary>
    internal static string? ScalarText(JsonNode? node) =>
        node is not JsonValue value
            ? null
            : value.GetValueKind() switch
            {
                JsonValueKind.String => value.GetValue<string>(),
                JsonValueKind.Number => value.ToJsonString(),
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };

    internal static bool IsScalar(JsonNode? node) => node is null or JsonValue;

    internal static void SetOrRemove(this JsonObject map, string name, string? value)
    {
        if (value is null)
        {
            map.Remove(name);
        }
        else
        {
            map[name] = value;
        }
    }

    /// <summary>Equal, with null the same as absent for every member of two objects.</summary>
    internal static bool SameMembers(JsonObject left, JsonObject right)
    {
        foreach (var (name, value) in left)
        {
            if (!JsonNode.DeepEquals(value, right[name]))
            {
                return false;
            }
        }

        foreach (var (name, value) in right)
        {
            if (value is not null && !left.ContainsKey(name))
            {
                return false;
            }
        }

        return true;
    }
}
