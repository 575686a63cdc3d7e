using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// A stored contact as it is answered: core members without the empty ones, and of the sub-resources
/// those asked for, as an empty array when there is nothing in one. The instant of a deletion is stored; the switch
/// <see cref="SwitchCatalogue.DeletedAt"/> decides here, for every contact wherever it came from, how it is shown.
/// </summary>
internal static class ContactAnswer
{
    private const string DeletedAt = "deleted_at";

    internal static void Write(
        Utf8JsonWriter writer,
        StoredContact row,
        IReadOnlyCollection<string> include,
        SwitchSettings switches
    )
    {
        using var document = JsonDocument.Parse(row.Json);
        var missing = include.ToHashSet(StringComparer.Ordinal);
        writer.WriteStartObject();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            if (SubResource.Names.Contains(member.Name))
            {
                if (!missing.Remove(member.Name))
                {
                    continue;
                }
            }
            else if (member.Value.ValueKind == JsonValueKind.Null && ContactShape.Knows(member.Name))
            {
                continue;
            }

            if (member.NameEquals(DeletedAt) && Instants.Parse(member.Value.ToString()) is { } deletedAt)
            {
                writer.WriteString(
                    DeletedAt,
                    switches.Is(SwitchCatalogue.DeletedAt, "date") ? deletedAt.ToApiDate() : deletedAt.ToApi()
                );
                continue;
            }

            member.WriteTo(writer);
        }

        foreach (var name in missing)
        {
            writer.WriteStartArray(name);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
