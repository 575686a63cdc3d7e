using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace ConstantContact.Emulator.Contacts;

/// <summary>
/// A stored contact as it is answered: core members without the empty ones, and of the sub-resources
/// those asked for, as an empty array when there is nothing in one.
/// </summary>
internal static class ContactAnswer
{
    internal static void Write(Utf8JsonWriter writer, StoredContact row, IReadOnlyCollection<string> include)
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
