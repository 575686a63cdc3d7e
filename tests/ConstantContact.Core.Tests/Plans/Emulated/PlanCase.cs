using System.Text.Json.Nodes;
using ConstantContact.Core.Updates;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Switches;
using ConstantContact.TestData;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>
/// A random account, with rows that ask for changes, and what the oracle says that the account is to show afterwards.
/// </summary>
internal sealed class PlanCase
{
    private readonly Dictionary<string, (JsonObject Contact, List<RandomWish> Wishes)> _contacts = new(
        StringComparer.Ordinal
    );
    private readonly Dictionary<string, string> _switches = new(StringComparer.Ordinal);

    public JsonObject State { get; private init; } = null!;

    public IReadOnlyList<UpdateRow> Rows { get; private init; } = [];

    public bool IncludeUnsubscribed { get; private init; }

    public bool RefusesPuts =>
        new[] { "unknown-members", "entry-ids" }.Any(name =>
            _switches.TryGetValue(name, out string? how) && how == "reject"
        );

    public IEnumerable<string> Ids => _contacts.Keys;

    public static PlanCase Make(int seed, int contacts, bool withSwitches = true)
    {
        var account = new RandomAccount(seed);
        var random = new Random(seed);
        var made = new List<(JsonObject Contact, RandomWish Wish)>();
        for (int i = 0; i < contacts; i++)
        {
            JsonObject contact = account.Contact(withUnknown: seed % 2 == 0, withEmail: i % 20 != 7);
            if (contact["email_address"] is JsonObject email)
            {
                bool left = i % 9 == 3;
                email["permission_to_send"] =
                    left ? "unsubscribed"
                    : i % 5 == 4 ? email["permission_to_send"]!.DeepClone()
                    : i % 2 == 0 ? "implicit"
                    : "explicit";
                if (left)
                {
                    (email["opt_out_source"], email["opt_out_date"], email["opt_out_reason"]) = (
                        "Account",
                        "2024-01-01T00:00:00Z",
                        "too many"
                    );
                }
            }

            RandomWish wish = account.Wish(withRemovals: i % 4 == 0);
            foreach (
                string kind in wish.Addresses.Where(static a => a.Value is null).Select(static a => a.Key).ToArray()
            )
            {
                wish.Addresses.Remove(kind);
            }

            if (i % 3 != 0)
            {
                wish.Notes.Clear();
            }

            made.Add((contact, wish));
            if (i % 13 == 5)
            {
                made.Add((contact, account.Wish(withRemovals: false)));
                made[^1].Wish.Notes.Clear();
            }
        }

        var result = new PlanCase
        {
            State = StateOf(account, made.Select(static m => m.Contact).Distinct()),
            Rows = PlanLab.RowsOf(made.Select(m => CellsOf(account, m.Contact, m.Wish))),
            IncludeUnsubscribed = seed % 3 == 1,
        };
        foreach ((JsonObject contact, RandomWish wish) in made)
        {
            string id = (string)contact["contact_id"]!;
            if (!result._contacts.TryGetValue(id, out (JsonObject Contact, List<RandomWish> Wishes) entry))
            {
                result._contacts[id] = entry = (contact, []);
            }

            entry.Wishes.Add(wish);
        }

        foreach (EmulatorSwitch one in SwitchCatalogue.All.Where(_ => withSwitches && random.Next(7) == 0))
        {
            result._switches[one.Name] = one.Values[random.Next(one.Values.Count)];
        }

        return result;
    }

    public EmulatorOptions Options()
    {
        var options = new EmulatorOptions { Rate = 0, Quota = 0 };
        options.Switches.Apply(_switches);
        return options;
    }

    public string Before(string id) => Plain(MergeOracle.Essence(_contacts[id].Contact));

    public IEnumerable<string> ListsBefore(string id) =>
        _contacts[id].Contact["list_memberships"]!.AsArray().Select(static l => (string)l!);

    public IEnumerable<string> Asked(string id) => _contacts[id].Wishes.SelectMany(static w => w.AddLists);

    public string Wished(string id)
    {
        JsonObject contact = _contacts[id].Contact;
        foreach (
            RandomWish wish in _contacts[id]
                .Wishes.Where(w => !MergeOracle.IsAmbiguous(contact, w) && !MergeOracle.IsOverLimit(contact, w))
        )
        {
            contact = MergeOracle.Apply(contact, wish);
        }

        if ((string?)contact["email_address"]?["permission_to_send"] == "unsubscribed")
        {
            if (!IncludeUnsubscribed)
            {
                return Before(id);
            }

            // Such a contact is put on no list.
            contact["list_memberships"] = new JsonArray([
                .. contact["list_memberships"]!
                    .AsArray()
                    .Where(l => ListsBefore(id).Contains((string)l!))
                    .Select(static l => l!.DeepClone()),
            ]);
        }

        return Plain(MergeOracle.Essence(contact));
    }

    /// <summary>Some services store names without their periods, and say so.</summary>
    private static string Plain(string essence) => essence.Replace("Fr. ", "Fr ", StringComparison.Ordinal);

    public string EssenceOf(JsonObject contact, string id)
    {
        var all = new RandomWish();
        all.Notes.AddRange(_contacts[id].Wishes.SelectMany(static w => w.Notes));
        return Plain(MergeOracle.EssenceWithNewNotes(contact, all));
    }

    public override string ToString() => string.Join(" ", _switches.Select(static s => $"{s.Key}={s.Value}"));

    private static (string, string)[] CellsOf(RandomAccount account, JsonObject contact, RandomWish wish)
    {
        List<(string, string)> cells = [];
        string? address = (string?)contact["email_address"]?["address"];
        cells.Add(address is null ? ("contact_id", (string)contact["contact_id"]!) : ("email", address));
        foreach ((string member, string? value) in wish.Core)
        {
            cells.Add((member, value ?? PlanLab.NullToken));
        }

        foreach ((string field, string? value) in wish.Fields)
        {
            cells.Add(($"cf:field_{account.Fields.ToList().IndexOf(field)}", value ?? PlanLab.NullToken));
        }

        foreach ((string kind, string? value) in wish.Phones)
        {
            cells.Add(($"{kind}_phone", value ?? PlanLab.NullToken));
        }

        foreach ((string kind, Dictionary<string, string>? parts) in wish.Addresses)
        {
            cells.AddRange(parts!.Select(p => ($"{kind}_{p.Key}", p.Value)));
        }

        AddNames("add_to_lists", account.Lists, wish.AddLists, "List");
        AddNames("remove_from_lists", account.Lists, wish.RemoveLists, "List");
        AddNames("add_tags", account.Tags, wish.AddTags, "Tag");
        AddNames("remove_tags", account.Tags, wish.RemoveTags, "Tag");
        cells.AddRange(wish.Notes.Take(1).Select(static n => ("add_note", n)));
        return [.. cells];

        void AddNames(string heading, IReadOnlyList<string> all, List<string> ids, string what)
        {
            if (ids.Count > 0)
            {
                cells.Add((heading, string.Join("; ", ids.Select(id => $"{what} {all.ToList().IndexOf(id)}"))));
            }
        }
    }

    private static JsonObject StateOf(RandomAccount account, IEnumerable<JsonObject> contacts) =>
        new()
        {
            ["lists"] = Many(
                account.Lists,
                static (id, i) => new JsonObject { ["list_id"] = id, ["name"] = $"List {i}" }
            ),
            ["tags"] = Many(account.Tags, static (id, i) => new JsonObject { ["tag_id"] = id, ["name"] = $"Tag {i}" }),
            ["custom_fields"] = Many(
                account.Fields,
                static (id, i) =>
                    new JsonObject
                    {
                        ["custom_field_id"] = id,
                        ["label"] = $"Field {i}",
                        ["name"] = $"field_{i}",
                        ["type"] = "string",
                    }
            ),
            ["contacts"] = new JsonArray([.. contacts.Select(static c => c.DeepClone())]),
        };

    private static JsonArray Many(IReadOnlyList<string> ids, Func<string, int, JsonNode> make) =>
        new([.. ids.Select(make)]);
}
