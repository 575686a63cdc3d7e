using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Plans;

/// <summary>A patch in a plan file. Names of what it touches are in the file's header.</summary>
internal static class PatchJson
{
    public static JsonObject Write(ContactPatch patch)
    {
        var json = new JsonObject();
        AddMap(
            json,
            "core",
            patch.Core,
            static v => v is int number ? JsonValue.Create(number) : JsonValue.Create((string?)v)
        );
        Add(json, "new_email", patch.NewEmailAddress);
        Add(json, "permission", patch.PermissionToSend);
        AddArray(
            json,
            "fields",
            patch.Fields.Select(static f =>
                (JsonNode)
                    new JsonObject
                    {
                        ["id"] = f.Field.Id,
                        ["value"] = f.Value,
                        ["choices"] = f.ChoiceIds is { } ids ? CcJson.Texts(ids) : null,
                    }
            )
        );
        AddMap(json, "phones", patch.Phones, static v => JsonValue.Create(v));
        AddArray(
            json,
            "addresses",
            patch.Addresses.Select(static a =>
                (JsonNode)
                    new JsonObject
                    {
                        ["kind"] = a.Kind,
                        ["clears"] = a.Clears,
                        ["parts"] = new JsonObject(
                            a.Parts.Select(static p => new KeyValuePair<string, JsonNode?>(p.Key, p.Value))
                        ),
                    }
            )
        );
        AddTexts(json, "add_lists", patch.AddLists.Select(static l => l.Id));
        AddTexts(json, "remove_lists", patch.RemoveLists.Select(static l => l.Id));
        AddTexts(json, "add_tags", patch.AddTags.Select(static t => t.Id));
        AddTexts(json, "remove_tags", patch.RemoveTags.Select(static t => t.Id));
        AddTexts(json, "add_notes", patch.AddNotes);
        AddTexts(json, "remove_notes", patch.RemoveNotes);
        AddTexts(json, "clear", patch.ClearArrays);
        return json;
    }

    public static ContactPatch Read(JsonObject json, PlanNames names) =>
        new()
        {
            Core = (json.Object("core") ?? []).ToDictionary(
                static c => c.Key,
                static c => Core(c.Value),
                StringComparer.Ordinal
            ),
            NewEmailAddress = json.Text("new_email"),
            PermissionToSend = json.Text("permission"),
            Fields = [.. json.Entries("fields").Select(f => Field(f, names))],
            Phones = (json.Object("phones") ?? []).ToDictionary(
                static p => p.Key,
                static p => JsonRead.Text(p.Value),
                StringComparer.Ordinal
            ),
            Addresses =
            [
                .. json.Entries("addresses")
                    .Select(static a => new AddressPatch(
                        a.Text("kind") ?? "",
                        (a.Object("parts") ?? []).ToDictionary(
                            static p => p.Key,
                            static p => JsonRead.Text(p.Value),
                            StringComparer.Ordinal
                        ),
                        a.Text("clears") == "true"
                    )),
            ],
            AddLists = Named(json, "add_lists", names.Lists),
            RemoveLists = Named(json, "remove_lists", names.Lists),
            AddTags = Named(json, "add_tags", names.Tags),
            RemoveTags = Named(json, "remove_tags", names.Tags),
            AddNotes = [.. json.Texts("add_notes")],
            RemoveNotes = [.. json.Texts("remove_notes")],
            ClearArrays = [.. json.Texts("clear")],
        };

    private static object? Core(JsonNode? value) =>
        value is JsonValue v && v.TryGetValue(out int number) ? number : JsonRead.Text(value);

    private static FieldPatch Field(JsonObject json, PlanNames names)
    {
        var id = json.Text("id") ?? "";
        NamedId named = new(id, names.Fields.TryGetValue(id, out var name) ? name : id);
        return json.Array("choices") is not null ? FieldPatch.Choose(named, [.. json.Texts("choices")], "")
            : json.Text("value") is { } value ? FieldPatch.Set(named, value)
            : FieldPatch.Clear(named);
    }

    private static NamedId[] Named(JsonObject json, string member, IReadOnlyDictionary<string, string> names) =>
        [.. json.Texts(member).Select(id => new NamedId(id, names.TryGetValue(id, out var name) ? name : id))];

    private static void Add(JsonObject json, string member, string? value)
    {
        if (value is not null)
        {
            json[member] = value;
        }
    }

    private static void AddMap<T>(
        JsonObject json,
        string member,
        IReadOnlyDictionary<string, T> values,
        Func<T, JsonNode?> write
    )
    {
        if (values.Count > 0)
        {
            json[member] = new JsonObject(
                values.Select(v => new KeyValuePair<string, JsonNode?>(v.Key, write(v.Value)))
            );
        }
    }

    private static void AddTexts(JsonObject json, string member, IEnumerable<string> texts) =>
        AddArray(json, member, texts.Select(static t => (JsonNode)JsonValue.Create(t)));

    private static void AddArray(JsonObject json, string member, IEnumerable<JsonNode> items)
    {
        JsonArray array = new([.. items]);
        if (array.Count > 0)
        {
            json[member] = array;
        }
    }
}
