using System.Text.Json.Nodes;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Plans;

/// <summary>The names behind the ids of a plan: lists, tags, custom fields and choices.</summary>
public sealed class PlanNames
{
    private readonly Dictionary<string, Dictionary<string, string>> _groups = new(StringComparer.Ordinal)
    {
        ["lists"] = new(StringComparer.OrdinalIgnoreCase),
        ["tags"] = new(StringComparer.OrdinalIgnoreCase),
        ["fields"] = new(StringComparer.OrdinalIgnoreCase),
        ["choices"] = new(StringComparer.OrdinalIgnoreCase),
        ["types"] = new(StringComparer.OrdinalIgnoreCase),
    };

    public IReadOnlyDictionary<string, string> Lists => _groups["lists"];

    public IReadOnlyDictionary<string, string> Tags => _groups["tags"];

    public IReadOnlyDictionary<string, string> Fields => _groups["fields"];

    /// <summary>From <c>FIELD_ID/CHOICE_ID</c> to the choice's label.</summary>
    public IReadOnlyDictionary<string, string> Choices => _groups["choices"];

    /// <summary>From field to its type when the plan was made.</summary>
    internal IReadOnlyDictionary<string, string> Types => _groups["types"];

    /// <summary>The name of a list, or its id where the name is not known.</summary>
    public string List(string id) => Lists.TryGetValue(id, out var name) ? name : id;

    /// <summary>The change with names instead of ids.</summary>
    public ContactChange Show(ContactChange change) =>
        change.Key is not { } key
            ? change
            : change.Member switch
            {
                ContactMembers.ListMemberships => change with { Key = List(key) },
                ContactMembers.Taggings => change with { Key = Tags.TryGetValue(key, out var tag) ? tag : key },
                ContactMembers.CustomFields => change with
                {
                    Key = Fields.TryGetValue(key, out var field) ? field : key,
                    Old = Labels(key, change.Old),
                    New = Labels(key, change.New),
                },
                _ => change,
            };

    /// <summary>The names without their ids: <c>lists: Members, Press; fields: Shirt size</c>.</summary>
    public override string ToString()
    {
        var groups = _groups.Where(static g => g.Key != "types" && g.Value.Count > 0);
        return ShownText.Line(
            string.Join("; ", groups.Select(static g => $"{g.Key}: {string.Join(", ", g.Value.Values)}"))
        );
    }

    internal void AddList(string id, string? name) => _groups["lists"][id] = name ?? id;

    internal void AddTag(string id, string? name) => _groups["tags"][id] = name ?? id;

    internal void Add(CustomField field)
    {
        _groups["fields"][field.Id] = field.ToString();
        _groups["types"][field.Id] = field.Type;
        foreach (var choice in field.Choices)
        {
            _groups["choices"][$"{field.Id}/{choice.Id}"] = choice.ToString();
        }
    }

    internal JsonObject ToJson() =>
        new(
            _groups.Select(static g => new KeyValuePair<string, JsonNode?>(
                g.Key,
                new JsonObject(g.Value.Select(static n => new KeyValuePair<string, JsonNode?>(n.Key, n.Value)))
            ))
        );

    internal static PlanNames FromJson(JsonObject json)
    {
        var names = new PlanNames();
        foreach (var group in names._groups)
        {
            foreach (var name in json.Object(group.Key) ?? [])
            {
                group.Value[name.Key] = JsonRead.Text(name.Value) ?? name.Key;
            }
        }

        return names;
    }

    private string? Labels(string field, string? value) =>
        value is null
            ? null
            : string.Join(
                "; ",
                value.Split(';').Select(v => Choices.TryGetValue($"{field}/{v}", out var label) ? label : v)
            );
}
