using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Segments;

/// <summary>
/// A contact while a segment looks at it. Its JSON is read only if a condition asks for more than lists and tags.
/// </summary>
internal sealed class SegmentSubject(StoredContact row)
{
    private JsonObject? _json;

    internal StoredContact Row => row;

    private JsonObject Json => _json ??= row.ToJson();

    /// <summary>The values of a member of the contact itself.</summary>
    internal IEnumerable<string> Core(string name) => Some(Json.Text(name));

    internal IEnumerable<string> Email(string name) => Some(Json.Object("email_address").Text(name));

    /// <summary>The values of a member of every entry of one sub-resource.</summary>
    internal IEnumerable<string> Entries(SubResource kind, string member) =>
        (Json.Array(kind.Name) ?? []).OfType<JsonObject>().SelectMany(e => Some(e.Text(member)));

    /// <summary>The values of a custom field: its text, and the labels of the choices made.</summary>
    internal IEnumerable<string> CustomField(JsonObject field)
    {
        var id = field.Text("custom_field_id");
        foreach (
            var entry in (Json.Array(SubResource.CustomFields.Name) ?? [])
                .OfType<JsonObject>()
                .Where(e => e.Text("custom_field_id") == id)
        )
        {
            foreach (var value in Some(entry.Text("value")))
            {
                yield return value;
            }

            foreach (var choice in entry.Array("choice_ids")?.Select(JsonAccess.ScalarText) ?? [])
            {
                var label = field
                    .Array("choices")
                    ?.OfType<JsonObject>()
                    .FirstOrDefault(c => c.Text("choice_id") == choice)
                    .Text("choice_label");
                foreach (var value in Some(label))
                {
                    yield return value;
                }
            }
        }
    }

    private static IEnumerable<string> Some(string? text) => string.IsNullOrEmpty(text) ? [] : [text];
}
