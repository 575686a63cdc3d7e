using System;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.CustomFields;

/// <summary>
/// Whether a contact's value fits the type of its custom field. Values travel as text whatever the type.
/// </summary>
internal static class FieldValues
{
    internal static void Check(JsonObject field, string? value, JsonObject entry, string label, Validation faults)
    {
        var type = field.Text("type");
        var choices = entry.TryGetPropertyValue("choice_ids", out var node) ? node : null;
        if (choices is not null and not JsonArray)
        {
            faults.Add($"{label}[choice_ids] is invalid");
            return;
        }

        var ids = (choices as JsonArray)?.Select(JsonAccess.ScalarText).ToList() ?? [];
        if (type is not ("single_select" or "multi_select"))
        {
            if (ids.Count > 0)
            {
                faults.Add($"{label}[choice_ids] is not allowed for a field of type {type}");
            }

            if (value is not null && !Fits(field, type, value))
            {
                faults.Add($"{label}[value] is not a valid {type}");
            }

            return;
        }

        foreach (var id in ids.Where(id => !IsChoice(field, "choice_id", id)))
        {
            faults.Add($"{label}[choice_ids] contains an unknown choice: {id}");
        }

        if (type == "single_select" && ids.Count > 1)
        {
            faults.Add($"{label}[choice_ids] has more than 1 item");
        }

        if (ids.Count == 0 && value is not null && LabelsOf(value, type).Any(l => !IsChoice(field, "choice_label", l)))
        {
            faults.Add($"{label}[value] is not a valid {type}");
        }
    }

    /// <summary>Whether text fits a field that has no choices.</summary>
    internal static bool Fits(JsonObject field, string? type, string value) =>
        type switch
        {
            "number" or "currency" => decimal.TryParse(
                value,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            ) && FieldMetadata.Takes(field, number),
            "boolean" => bool.TryParse(value, out _),

            // Version 1 dates are kept as the text they came as; only version 2 knows real dates.
            "date" => field.Text("version") != "2" || ContactDates.ToIso(value) is not null,
            "datetime" => Instants.Parse(value) is not null,
            _ => true,
        };

    /// <summary>The choice whose label this is, for imports, which know no ids.</summary>
    internal static string? ChoiceId(JsonObject field, string label) =>
        field
            .Array("choices")
            ?.OfType<JsonObject>()
            .FirstOrDefault(c =>
                !c.ContainsKey("deleted_at")
                && string.Equals(c.Text("choice_label"), label.Trim(), StringComparison.OrdinalIgnoreCase)
            )
            .Text("choice_id");

    internal static string[] LabelsOf(string value, string? type) =>
        type == "multi_select"
            ? value.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [value];

    private static bool IsChoice(JsonObject field, string member, string? text) =>
        field
            .Array("choices")
            ?.OfType<JsonObject>()
            .Any(c =>
                !c.ContainsKey("deleted_at") && string.Equals(c.Text(member), text, StringComparison.OrdinalIgnoreCase)
            )
        ?? false;
}
