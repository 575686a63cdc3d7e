using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.PowerShell.Binding;

/// <summary>Criteria of a segment, as JSON text or as objects → the text that the service wants.</summary>
internal static class SegmentCriteria
{
    private const int Longest = 20_000;

    /// <exception cref="InvalidInputException">No JSON object, or too long.</exception>
    public static string Read(PSObject given)
    {
        string text = given.BaseObject is string json ? CcJson.ToText(Parse(json)) : CcJson.ToText(Node(given));
        if (!text.StartsWith("{", StringComparison.Ordinal))
        {
            throw Wrong("it is no JSON object.");
        }

        return text.Length <= Longest ? text : throw Wrong(string.Format(CultureInfo.InvariantCulture, "it has {0:N0} characters, and the service takes {1:N0}.", text.Length, Longest));
    }

    private static JsonNode? Parse(string json)
    {
        try
        {
            return CcJson.ToNode(CcJson.Parse(Encoding.UTF8.GetBytes(json)));
        }
        catch (JsonException e)
        {
            throw Wrong($"it is no JSON. {e.Message}");
        }
    }

    private static JsonNode? Node(object? value) => (value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value) switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        decimal number => JsonValue.Create(number),
        IDictionary map => new JsonObject(map.Keys.Cast<object>().Select(key => new System.Collections.Generic.KeyValuePair<string, JsonNode?>(key.ToString()!, Node(map[key])))),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Node)]),
        PSObject custom => new JsonObject(custom.Properties.Select(static property => new System.Collections.Generic.KeyValuePair<string, JsonNode?>(property.Name, Node(property.Value)))),
        IConvertible other => JsonValue.Create(other.ToString(CultureInfo.InvariantCulture)),
        { } other => throw Wrong($"a value of the type {other.GetType().Name} has no JSON."),
    };

    private static InvalidInputException Wrong(string why) => InvalidInputException.Value(
        "-Criteria",
        value: null,
        why,
        "Give an object such as @{ version = '1.0.0'; criteria = @{ type = 'and'; group = @(…) } }, or its JSON text.");
}
