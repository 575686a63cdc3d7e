using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>JSON to objects as ConvertFrom-Json makes them: custom objects or hashtables, dates recognised.</summary>
internal static partial class JsonReading
{
    public static object? Parse(string json, bool asHashtable, int depth)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = depth });
        return Convert(document.RootElement, asHashtable);
    }

    private static object? Convert(JsonElement element, bool asHashtable) => element.ValueKind switch
    {
        JsonValueKind.Object when asHashtable => Table(element),
        JsonValueKind.Object => Object(element),
        JsonValueKind.Array => element.EnumerateArray().Select(e => Convert(e, asHashtable)).ToArray(),
        JsonValueKind.String => Text(element.GetString()!),
        JsonValueKind.Number => Number(element.GetRawText()),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static PSObject Object(JsonElement element)
    {
        var result = new PSObject();
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in element.EnumerateObject())
        {
            if (member.Name.Length == 0)
            {
                throw new JsonException("The JSON has a member whose name is empty; use -AsHashtable.");
            }

            if (!names.TryAdd(member.Name, member.Name))
            {
                if (names[member.Name] != member.Name)
                {
                    throw new JsonException($"The members '{names[member.Name]}' and '{member.Name}' differ in case only; use -AsHashtable.");
                }

                // The same name twice: the last one counts.
                result.Properties.Remove(member.Name);
            }

            result.Properties.Add(new PSNoteProperty(member.Name, Convert(member.Value, asHashtable: false)));
        }

        return result;
    }

    private static OrderedHashtable Table(JsonElement element)
    {
        var result = new OrderedHashtable();
        foreach (var member in element.EnumerateObject())
        {
            result[member.Name] = Convert(member.Value, asHashtable: true);
        }

        return result;
    }

    private static object Number(string text)
    {
        if (text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0)
        {
            return double.Parse(text, CultureInfo.InvariantCulture);
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? (object)number
            : BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    private static object Text(string text) =>
        Instant().IsMatch(text) && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var instant) ? instant : text;

    // Only what is a full timestamp becomes a date, as in pwsh; a date without a time stays text.
    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?(Z|[+-]\d{2}:\d{2})?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Instant();
}
