using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.CustomFields;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Activities;

/// <summary>
/// Writes the custom fields of rows into contacts, and reports the fields that the account does not have.
/// </summary>
internal sealed class ImportedFields(EmulatedAccount account, Action<string> report)
{
    private readonly HashSet<string> _unknown = new(StringComparer.Ordinal);

    // By the field's name: neither its label nor its id will do.
    private readonly Dictionary<string, JsonObject> _fields = account
        .Fields.All.Where(f => f.Text("name") is not null)
        .GroupBy(f => f.Text("name")!, StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    /// <summary>The first column of a field that the account does not have; null if there is none.</summary>
    internal string? FirstUnknown(IEnumerable<ImportRow> rows) =>
        rows.SelectMany(r => r.Cells.Keys)
            .FirstOrDefault(c => ImportColumns.FieldOf(c) is { } name && !_fields.ContainsKey(name));

    internal void Set(JsonObject contact, ImportCells cells)
    {
        var values = contact.Array("custom_fields")!;
        foreach (var name in cells.Erased.Select(ImportColumns.FieldOf).OfType<string>())
        {
            var erased = _fields.TryGetValue(name, out var field) ? ValuesOf(values, field) : [];
            erased.ToList().ForEach(v => values.Remove(v));
        }

        foreach (var (column, text) in cells.Given)
        {
            if (ImportColumns.FieldOf(column) is not { } name)
            {
                continue;
            }

            if (_fields.TryGetValue(name, out var field))
            {
                var fitting = ImportLimits.Fitting(column, text, SubResource.CustomFields.LengthOf("value"));
                Set(values, field, NewValue(field, column, fitting));
            }
            else
            {
                Refuse(column);
            }
        }
    }

    private static void Set(JsonArray values, JsonObject field, JsonObject entry)
    {
        if (ValuesOf(values, field).FirstOrDefault() is not { } stored)
        {
            ImportLimits.RequireRoom(values, SubResource.CustomFields);
            values.Add(entry);
            return;
        }

        stored.Remove("value");
        stored.Remove("choice_ids");
        foreach (var (name, value) in entry)
        {
            stored[name] = value?.DeepClone();
        }
    }

    private void Refuse(string column)
    {
        if (account.Switches.Is(SwitchCatalogue.ImportUnknownField, "drop-row"))
        {
            throw new ImportRowException($"unknown custom field {column}", isCorrectable: false);
        }

        if (_unknown.Add(column) && account.Switches.Is(SwitchCatalogue.ImportUnknownField, "error"))
        {
            report($"Unknown custom field: {column}");
        }
    }

    private static IEnumerable<JsonObject> ValuesOf(JsonArray values, JsonObject field) =>
        values.OfType<JsonObject>().Where(v => v.Text("custom_field_id") == field.Text("custom_field_id"));

    private static JsonObject NewValue(JsonObject field, string column, string text)
    {
        var type = field.Text("type");
        var entry = new JsonObject { ["custom_field_id"] = field.Text("custom_field_id") };
        if (type is "single_select" or "multi_select")
        {
            var ids = FieldValues
                .LabelsOf(text, type)
                .Select(label =>
                    FieldValues.ChoiceId(field, label)
                    ?? throw new ImportRowException($"{column} has no choice '{label}'", isCorrectable: true)
                );
            entry["choice_ids"] = new JsonArray([.. ids.Select(id => (JsonNode?)JsonValue.Create(id))]);
            return entry;
        }

        entry["value"] = FieldValues.Fits(field, type, text)
            ? text
            : throw new ImportRowException($"{column} '{text}' is not a valid {type}", isCorrectable: true);
        return entry;
    }
}
