using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Converts JSON to PowerShell objects. Members become properties with the names of the API, arrays stay arrays, and
/// text stays text.
/// </summary>
internal static class JsonObjects
{
    internal static object? From(JsonNode? node) =>
        node switch
        {
            JsonObject map => FromMembers(map),
            JsonArray list => list.Select(From).ToArray(),
            JsonValue value => FromValue(value.GetValue<JsonElement>()),
            _ => null,
        };

    private static PSObject FromMembers(JsonObject map)
    {
        var result = new PSObject();
        foreach (var member in map)
        {
            result.Properties.Add(new PSNoteProperty(member.Key, From(member.Value)));
        }

        return result;
    }

    private static object? FromValue(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
            JsonValueKind.Number when value.TryGetDecimal(out var exact) => exact,
            JsonValueKind.Number => value.GetDouble(),
            _ => null,
        };
}
