using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Switches;
using ConstantContact.TestData;
using Xunit.Abstractions;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>
/// Random accounts, random rows, random switches of the emulator: a plan that is applied does what a run of updates
/// with the same rows does, or its canary stopped it. <c>CC_PLAN_ACCOUNTS</c> and <c>CC_PLAN_CONTACTS</c> say how many
/// and how large; docs/testing.md.
/// </summary>
public sealed class PlanPropertyTests(ITestOutputHelper output)
{
    private static readonly int Accounts = Number("CC_PLAN_ACCOUNTS", 8);

    private static readonly int First = Number("CC_PLAN_SEED", 0);

    /// <summary>Of each account.</summary>
    internal static int Contacts { get; } = Number("CC_PLAN_CONTACTS", 60);

    [Fact]
    public async Task A_plan_that_is_applied_equals_an_update_with_the_same_rows()
    {
        int stopped = 0,
            imports = 0,
            puts = 0,
            jobs = 0;
        for (int seed = First; seed < First + Accounts; seed++)
        {
            Case made = Case.Make(seed, Contacts);
            await using PlanLab planned = PlanLab.Open(made.Options()),
                updated = PlanLab.Open(made.Options());
            planned.Emulator.State.Put(made.State.DeepClone());
            updated.Emulator.State.Put(made.State.DeepClone());
            var merge = new MergeOptions { IncludeUnsubscribed = made.IncludeUnsubscribed };

            Plan plan = await planned.MakeAsync(made.Rows, new PlanOptions { Cmdlet = "New-CcPlan", Merge = merge });
            CcException? stop = await planned.ApplyAsync(plan);
            CcException? other = await updated.UpdateAsync(made.Rows, new UpdateOptions { Merge = merge });

            imports += plan.Entries.Count(static e => e.Routes.Contains(PlanRoute.Import));
            jobs += plan.Entries.Count(static e =>
                e.Routes.Any(static r => r is PlanRoute.ListJob or PlanRoute.TagJob)
            );
            puts += plan.Entries.Count(static e => e.Routes.Contains(PlanRoute.Put));

            // A service that refuses members which the contract does not name refuses some PUTs; an import has no such
            // members.
            string[] wrong =
            [
                .. made.Ids.Where(id =>
                    Essence(planned, made, id) != Essence(updated, made, id)
                    && !(made.RefusesPuts && Essence(planned, made, id) == made.Wished(id))
                ),
            ];
            if (stop is not null || other is not null)
            {
                stopped++;
                Assert.True(
                    stop is null or MergeNotAppliedException or ActivityFailedException,
                    $"seed {seed}: {stop}"
                );
                string[] damaged =
                [
                    .. made.Ids.Where(id =>
                        Essence(planned, made, id) is var now && now != made.Before(id) && now != made.Wished(id)
                    ),
                ];
                Assert.True(
                    damaged.Length <= (stop is null ? 0 : 5),
                    $"seed {seed} {made}: {damaged.Length} damaged, stopped by {stop}\n{Show(planned, made, damaged)}"
                );
            }
            else
            {
                Assert.True(
                    wrong.Length == 0,
                    $"seed {seed} {made}\n{string.Join("\n", wrong.Take(1).Select(id => $"{id}\n before  {made.Before(id)}\n planned {Essence(planned, made, id)}\n updated {Essence(updated, made, id)}\n entry {string.Join(" | ", plan.Entries.Where(e => e.ContactId == id).Select(e => $"{e} {string.Join(",", e.Routes)}"))}\n outcome {string.Join(" | ", planned.Outcomes.Where(o => o.ContactId == id).Select(o => o.Outcome + " " + o.Reason))}"))}"
                );
                Assert.DoesNotContain(
                    planned.Outcomes,
                    static o => o.Outcome is RowOutcome.NotAttempted or RowOutcome.Unknown or RowOutcome.Stale
                );
                Assert.True(
                    made.RefusesPuts || plan.Header.Forecast.Requests == planned.Summary!.Requests,
                    $"seed {seed} {made}: forecast {plan.Header.Forecast.Requests} ({string.Join(", ", plan.Header.Forecast.Routes)}), used {planned.Summary}"
                );
            }

            AssertNobodyGained(planned, made);
        }

        output.WriteLine(
            $"{Accounts} accounts, {stopped} stopped; entries by import {imports}, by activities {jobs}, by PUT {puts}"
        );
        Assert.True(imports > 0 && puts > 0 && jobs > 0 && stopped < Accounts);
    }

    [Fact]
    public async Task No_import_names_a_list_on_which_one_of_its_contacts_is_not()
    {
        int imported = 0,
            left = 0;
        for (int seed = First + 1000; seed < First + 1000 + Math.Max(3, Accounts / 2); seed++)
        {
            Case made = Case.Make(seed, Contacts);
            await using PlanLab lab = PlanLab.Open(made.Options());
            lab.Emulator.State.Put(made.State.DeepClone());
            Plan plan = await lab.MakeAsync(made.Rows);

            // Some leave a list in the meantime, which may be the one that their import names.
            foreach (string id in made.Ids.Where(static (_, i) => i % 10 == 0))
            {
                lab.Emulator.State.ChangeContact(
                    id,
                    static c =>
                        c["list_memberships"] = new JsonArray([
                            .. c["list_memberships"]!.AsArray().Skip(1).Select(static l => l!.DeepClone()),
                        ])
                );
                left++;
            }

            Dictionary<string, HashSet<string>> on = made
                .Ids.Select(lab.Contact)
                .Where(static c => c["email_address"] is not null)
                .ToDictionary(
                    static c => (string)c["email_address"]!["address"]!,
                    static c =>
                        c["list_memberships"]!
                            .AsArray()
                            .Select(static l => (string)l!)
                            .ToHashSet(StringComparer.OrdinalIgnoreCase),
                    StringComparer.OrdinalIgnoreCase
                );
            await lab.ApplyAsync(plan);

            foreach (
                JsonNode import in lab
                    .Emulator.Requests.Entries.Where(static r =>
                        r.Path.EndsWith("contacts_json_import", StringComparison.Ordinal)
                    )
                    .Select(static r => JsonNode.Parse(r.Body)!)
            )
            {
                string[] lists = [.. import["list_ids"]!.AsArray().Select(static l => (string)l!)];
                Assert.NotEmpty(lists);
                foreach (string email in import["import_data"]!.AsArray().Select(static row => (string)row!["email"]!))
                {
                    Assert.True(
                        on[email].IsSupersetOf(lists),
                        $"seed {seed}: {email} is not on {string.Join(", ", lists)}"
                    );
                    imported++;
                }
            }

            AssertNobodyGained(lab, made);
        }

        output.WriteLine($"{imported} contacts imported, {left} left a list before");
        Assert.True(imported > 0);
    }

    [Fact]
    public async Task Unsubscribed_contact_that_one_row_takes_off_a_list_is_not_put_back_by_the_next()
    {
        await using PlanLab planned = PlanLab.Open(
                new EmulatorOptions
                {
                    Members = 40,
                    Rate = 0,
                    Quota = 0,
                }
            ),
            updated = PlanLab.Open(
                new EmulatorOptions
                {
                    Members = 40,
                    Rate = 0,
                    Quota = 0,
                }
            );
        JsonObject out1 = planned.Emulator.State.Contacts.First(static c =>
            (string?)c["email_address"]?["permission_to_send"] == "unsubscribed"
            && c["deleted_at"] is null
            && c["list_memberships"]!.AsArray().Count > 0
        );
        string email = (string)out1["email_address"]!["address"]!,
            id = (string)out1["list_memberships"]![0]!;
        string list = (string)planned.Emulator.State.Lists.First(l => (string?)l["list_id"] == id)["name"]!;
        IReadOnlyList<UpdateRow> rows = PlanLab.RowsOf([
            [("email", email), ("remove_from_lists", list)],
            [("email", email), ("add_to_lists", list)],
        ]);
        var merge = new MergeOptions { IncludeUnsubscribed = true };

        Plan plan = await planned.MakeAsync(rows, new PlanOptions { Cmdlet = "New-CcPlan", Merge = merge });
        Assert.Null(await planned.ApplyAsync(plan));
        Assert.Null(await updated.UpdateAsync(rows, new UpdateOptions { Merge = merge }));

        Assert.DoesNotContain(planned.Contact(email)["list_memberships"]!.AsArray(), l => (string?)l == id);
        Assert.Equal(
            updated.Contact(email)["list_memberships"]!.ToJsonString(),
            planned.Contact(email)["list_memberships"]!.ToJsonString()
        );
        Assert.Contains("is not added to", Assert.Single(plan.Entries[1].Warnings), StringComparison.Ordinal);
    }

    /// <summary>No contact is on a list unless it was on it before or its row requested it.</summary>
    private static void AssertNobodyGained(PlanLab lab, Case made)
    {
        foreach (string id in made.Ids)
        {
            HashSet<string> allowed = [.. made.ListsBefore(id), .. made.Asked(id)];
            Assert.All(
                lab.Contact(id)["list_memberships"]!.AsArray().Select(static l => (string)l!),
                l => Assert.Contains(l, allowed)
            );
        }
    }

    private static string Essence(PlanLab lab, Case made, string id) => made.EssenceOf(lab.Contact(id), id);

    private static string Show(PlanLab lab, Case made, string[] ids) =>
        string.Join(
            "\n",
            ids.Take(1)
                .Select(id =>
                    $"{id}\n was    {made.Before(id)}\n wished {made.Wished(id)}\n is     {Essence(lab, made, id)}"
                )
        );

    private static int Number(string variable, int usual) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(variable),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int number
        )
            ? number
            : usual;

    internal sealed class Case
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

        public static Case Make(int seed, int contacts, bool withSwitches = true)
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

            var result = new Case
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
                ["tags"] = Many(
                    account.Tags,
                    static (id, i) => new JsonObject { ["tag_id"] = id, ["name"] = $"Tag {i}" }
                ),
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
}
