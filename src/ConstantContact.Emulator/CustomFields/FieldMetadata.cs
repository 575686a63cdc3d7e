using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.CustomFields;

/// <summary>
/// The facts about a custom field beyond its type: how choices are shown, whether a number may be negative and how many
/// decimal places it has, the currency, and the form of dates.
/// </summary>
internal static class FieldMetadata
{
    private static readonly string[] DisplayTypes = ["dropdown", "checkbox", "radio"];

    internal static void Check(JsonObject body, string? type, Validation faults)
    {
        if (type is "date" or "datetime")
        {
            faults.Integer(body, "version", 1, 2);
        }

        if (body["metadata"] is null)
        {
            return;
        }

        if (body.Object("metadata") is not { } metadata)
        {
            faults.Add("metadata is invalid");
            return;
        }

        if (
            metadata["display_type"] is not null
            && !DisplayTypes.Contains(metadata.Text("display_type"), StringComparer.Ordinal)
        )
        {
            faults.Add("metadata[display_type] does not have a valid value");
        }

        faults.Boolean(metadata, "allow_negative", "metadata[allow_negative]");
        var isInteger = faults.Boolean(metadata, "integer", "metadata[integer]");
        var places = metadata.Text("decimal_places");
        if (
            metadata["decimal_places"] is not null
            && !isInteger
            && !(
                int.TryParse(places, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                && count is >= 1 and <= 4
            )
        )
        {
            faults.Add("metadata[decimal_places] does not have a valid value");
        }

        if (
            metadata.Text("currency_code") is { } currency
            && (currency.Length != 3 || !currency.All(char.IsAsciiLetterUpper))
        )
        {
            faults.Add("metadata[currency_code] does not have a valid value");
        }

        faults.Text(metadata, "display_format", 50, "metadata[display_format]");
    }

    /// <summary>The stored form: the values sent, with the type's defaults.</summary>
    internal static JsonObject? Of(JsonObject body, string? type)
    {
        var metadata = body.Object("metadata")?.DeepClone().AsObject();
        switch (type)
        {
            case "number" or "currency":
                metadata ??= [];
                metadata.TryAdd("allow_negative", false);
                break;
            case "date" or "datetime":
                metadata ??= [];
                metadata.TryAdd("display_format", "YYYY-MM-DD");
                break;
        }

        return metadata;
    }

    /// <summary>Whether a number is one that the field takes. Negative ones must be allowed.</summary>
    internal static bool Takes(JsonObject field, decimal number)
    {
        var metadata = field.Object("metadata");
        if (number < 0 && metadata is not null && metadata.Text("allow_negative") != "true")
        {
            return false;
        }

        var places =
            metadata.Text("integer") == "true" ? 0
            : int.TryParse(
                metadata.Text("decimal_places"),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var given
            )
                ? given
            : (int?)null;
        return places is null || decimal.Round(number, places.Value) == number;
    }
}
