using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.PowerShell.Binding;

/// <summary>
/// Converts PowerShell values to the JSON of a request. Text is taken as JSON and sent unchanged. Hashtables and
/// objects are written member by member. Call this on the pipeline thread, because properties may be scripts.
/// </summary>
internal static class JsonBody
{
    private const int Deepest = 32;

    /// <param name="body">The value to convert.</param>
    /// <param name="parameter">The name of the parameter, for messages.</param>
    /// <exception cref="InvalidInputException">
    /// The text is not JSON, or a value cannot be expressed in JSON.
    /// </exception>
    internal static byte[] Read(object body, string parameter = "-Body")
    {
        var given = body is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : body;
        if (given is not string text)
        {
            return CcJson.ToUtf8(Node(given, parameter, 0));
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            CcJson.Parse(bytes);
            return bytes;
        }
        catch (JsonException)
        {
            // The message of the exception would quote the text.
            throw InvalidInputException.Value(
                parameter,
                null,
                "the text is not JSON.",
                "Give JSON, or a hashtable or an object, which is written as JSON."
            );
        }
    }

    private static JsonNode? Node(object? value, string parameter, int depth)
    {
        if (depth > Deepest)
        {
            throw InvalidInputException.Value(
                parameter,
                null,
                $"it is nested more than {Deepest} levels deep, or holds itself.",
                "Give plain hashtables, arrays and values."
            );
        }

        var plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        return plain switch
        {
            null => null,
            JsonNode node => CcJson.ToNode(CcJson.Parse(CcJson.ToUtf8(node))),
            Contact contact => contact.ToJson(),
            string text => JsonValue.Create(text),
            char letter => JsonValue.Create(letter.ToString()),
            bool or SwitchParameter => JsonValue.Create(LanguagePrimitives.IsTrue(plain)),
            DateTimeOffset moment => JsonValue.Create(Instant(moment)),
            DateTime moment => JsonValue.Create(Instant(new DateTimeOffset(moment))),
            Guid or Uri or Enum => JsonValue.Create(plain.ToString()),
            double number when double.IsNaN(number) || double.IsInfinity(number) => throw Unfit(plain, parameter),
            sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal =>
                JsonNode.Parse(
                    ((IFormattable)plain).ToString(plain is double or float ? "R" : null, CultureInfo.InvariantCulture)
                ),
            IDictionary map => Members(map, parameter, depth),
            ScriptBlock or Type => throw Unfit(plain, parameter),
            IEnumerable items => Items(items, parameter, depth),
            PSObject custom => Members(custom, parameter, depth),
            _ => throw Unfit(plain, parameter),
        };
    }

    private static JsonObject Members(IDictionary map, string parameter, int depth)
    {
        JsonObject result = [];
        foreach (DictionaryEntry entry in map)
        {
            result[Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? ""] = Node(
                entry.Value,
                parameter,
                depth + 1
            );
        }

        return result;
    }

    private static JsonObject Members(PSObject custom, string parameter, int depth)
    {
        JsonObject result = [];
        foreach (var property in custom.Properties)
        {
            result[property.Name] = Node(property.Value, parameter, depth + 1);
        }

        return result;
    }

    private static JsonArray Items(IEnumerable items, string parameter, int depth)
    {
        JsonArray result = [];
        foreach (var item in items)
        {
            result.Add(Node(item, parameter, depth + 1));
        }

        return result;
    }

    // The format of the service's own times.
    private static string Instant(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static InvalidInputException Unfit(object value, string parameter) =>
        InvalidInputException.Value(
            parameter,
            null,
            $"it holds a {value.GetType()}, which has no form in JSON.",
            "Give text, numbers, $true, $false, $null, dates, arrays, hashtables or custom objects."
        );
}
