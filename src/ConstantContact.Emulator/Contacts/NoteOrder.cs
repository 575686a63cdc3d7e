using System;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Contacts;

/// <summary>Notes come newest first. The sort is stable, so notes of one second keep their order.</summary>
internal static class NoteOrder
{
    internal static void Apply(JsonObject contact)
    {
        if (contact.Array("notes") is { Count: > 1 } notes)
        {
            contact["notes"] = Sorted(notes);
        }
    }

    internal static JsonArray Sorted(JsonArray notes)
    {
        var items = notes.ToList();
        notes.Clear();
        return new JsonArray([
            .. items.OrderByDescending(n =>
                Instants.Parse((n as JsonObject).Text("created_at")) ?? DateTimeOffset.MinValue
            ),
        ]);
    }
}
