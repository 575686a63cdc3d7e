using System.Globalization;
using System.Text.Json;

namespace ConstantContact.Core.Json;

/// <summary>
/// Reads members of an answer. An absent member equals null; a wrong type causes a <see cref="JsonException"/>.
/// </summary>
internal static class JsonMembers
{
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind is not JsonValueKind.Null and not JsonValueKind.Undefined
            ? value
            : null;

    /// <summary>Text; a number or boolean is returned as written.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } value => value.GetString(),
            { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } value =>
                value.GetRawText(),
            { } value => throw Wrong(name, "text", value),
        };

    public static string RequiredText(this JsonElement element, string name) =>
        element.Text(name) is { Length: > 0 } text ? text : throw new JsonException($"The member '{name}' is missing.");

    public static long? Number(this JsonElement element, string name) =>
        element.Member(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } value when value.TryGetInt64(out var number) => number,
            { ValueKind: JsonValueKind.String } value
                when long.TryParse(
                    value.GetString(),
                    NumberStyles.Integer,
                    CultureInfo.InvariantCulture,
                    out var number
                ) => number,
            { } value => throw Wrong(name, "a whole number", value),
        };

    public static bool? Flag(this JsonElement element, string name) =>
        element.Member(name) switch
        {
            null => null,
            { ValueKind: JsonValueKind.True } => true,
            { ValueKind: JsonValueKind.False } => false,
            { } value => throw Wrong(name, "true or false", value),
        };

    /// <summary>The moment, or null if the member is absent or not in ISO 8601.</summary>
    public static DateTimeOffset? Moment(this JsonElement element, string name) =>
        element.Text(name) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment
            : null;

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } value => value.EnumerateArray(),
            { } value => throw Wrong(name, "an array", value),
        };

    private static JsonException Wrong(string name, string expected, JsonElement value) =>
        new($"The member '{name}' must be {expected}, but it is {CcJson.Describe(value.ValueKind)}.");
}
