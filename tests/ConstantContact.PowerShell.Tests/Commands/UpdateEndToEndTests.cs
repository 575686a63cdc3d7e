using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Switches;
using ConstantContact.TestData;
using ConstantContact.Tests.Hosted;
using ConstantContact.Tests.Shared;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>
/// Random contacts and changes through cmdlet and emulator, under every combination of the unknown behaviours of the
/// service. Afterwards, every contact is as the oracle says, or the run stopped after one contact.
/// </summary>
public sealed class UpdateEndToEndTests : IAsyncLifetime
{
    /// <summary>All combinations together; the long campaign sets 2000, see docs/testing.md.</summary>
    private static readonly int Cases = CampaignSize.Of("CC_END_TO_END_CASES", 480);

    private const string NullToken = "<null>";

    private ModuleHost _host = null!;

    public static TheoryData<string, int> Combinations()
    {
        var data = new TheoryData<string, int>();
        int number = 0;
        foreach (IReadOnlyDictionary<string, string> combination in SwitchCatalogue.Combinations(SwitchCatalogue.Merge))
        {
            data.Add(string.Join(" ", combination.Select(c => $"{c.Key}={c.Value}")), number++);
        }

        return data;
    }

    public Task InitializeAsync()
    {
        _host = ModuleHost.Open();
        return Task.CompletedTask;
    }

    public Task DisposeAsync()
    {
        _host.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Every_contact_is_as_the_oracle_says_or_the_run_stopped_after_one(string switches, int combination)
    {
        int rows = Math.Max(4, (int)Math.Ceiling(Cases / 48.0));
        foreach (bool includeUnsubscribed in new[] { false, true })
        {
            await CheckAsync(
                switches,
                seed: (combination * 1000) + (includeUnsubscribed ? 1 : 0),
                rows / 2,
                includeUnsubscribed
            );
        }
    }

    private async Task CheckAsync(string switches, int seed, int rows, bool includeUnsubscribed)
    {
        Dictionary<string, string> chosen = switches
            .Split(' ')
            .Select(s => s.Split('='))
            .ToDictionary(s => s[0], s => s[1], StringComparer.Ordinal);
        var options = new EmulatorOptions { Rate = 0, Quota = 0 };
        options.Switches.Apply(chosen);
        options.Switches["answer-subresources"] = new[] { "sent", "all", "none" }[(seed / 1000) % 3];
        await using EmulatorHost emulator = await EmulatorHost.StartAsync(options);
        var account = new RandomAccount(seed);
        Case[] cases = [.. Enumerable.Range(0, rows).Select(i => MakeCase(account, i, includeUnsubscribed))];
        emulator.State.Put(StateOf(account, cases));
        Dictionary<string, JsonObject> before = emulator.State.Contacts.ToDictionary(
            c => (string)c["contact_id"]!,
            c => c,
            StringComparer.Ordinal
        );

        ScriptResult result = _host.Run(
            """
            param($token, $uri, $rows, $all)
            Connect-CcAccount -AccessToken $token -BaseUri $uri -RequestsPerSecond 1000 -RequestsPerDay 1000000
            $rows | Update-CcContact -NullToken '<null>' -IncludeUnsubscribed:$all -PassThru -WarningAction SilentlyContinue
            """,
            EmulatedAccount.Secure("emulator"),
            emulator.BaseUri,
            cases.Select(c => c.Row).ToArray(),
            includeUnsubscribed
        );

        // Errors of single rows are expected. The last error stopped the run and must be this one.
        ErrorRecord? stop = result.Errors.SingleOrDefault(e =>
            e.FullyQualifiedErrorId.StartsWith("CcMergeNotApplied,", StringComparison.Ordinal)
        );
        Assert.Null(result.Terminating);
        string[] others =
        [
            .. result
                .Errors.Where(e => e != stop)
                .Select(e => e.FullyQualifiedErrorId.Split(',')[0])
                .Distinct(StringComparer.Ordinal),
        ];
        Assert.Subset(
            new HashSet<string>(["CcAmbiguousKind", "CcLimitExceeded", "CcUnknownMember"], StringComparer.Ordinal),
            new HashSet<string>(others, StringComparer.Ordinal)
        );
        List<string> damaged = [];
        foreach (Case one in cases)
        {
            JsonObject now = emulator.State.GetContact(one.Id)!;
            string was = MergeOracle.Essence(before[one.Id]);
            string wished = MergeOracle.Essence(one.Expected(before[one.Id], chosen));
            string seen = MergeOracle.EssenceWithNewNotes(now, one.Wish);
            bool untouched = MergeOracle.Essence(now) == was;
            if (seen != wished && !(stop is not null && untouched))
            {
                damaged.Add($"{one.Id}\n was    {was}\n wished {wished}\n is     {seen}");
            }
        }

        Assert.True(
            damaged.Count <= (stop is null ? 0 : 1),
            $"{switches}, seed {seed}, stopped by {stop?.ToString() ?? "nothing"}\n{string.Join("\n", damaged)}"
        );
        if (damaged.Count == 1)
        {
            Assert.Contains(
                damaged[0].Split('\n')[0],
                stop!.Exception.GetType().GetProperty("BeforeImage")!.GetValue(stop.Exception)!.ToString(),
                StringComparison.Ordinal
            );
        }

        // With these two settings nothing may stop a run, whatever the others are. The exceptions are the members that
        // the module leaves out and the timestamps of the service, which only a canary can find.
        bool benign =
            chosen["sent-array"] == "replace"
            && chosen["notes"] == "by-id"
            && (chosen["omitted-subresource"] == "keep" || cases.All(c => !before[c.Id].ContainsKey("sms_channel")))
            && (chosen["opt-out-stamp"] == "on-transition" || !includeUnsubscribed);
        Assert.True(!benign || stop is null, $"{switches}, seed {seed}: {stop}");
        AssertAccounted(result, cases.Length);
    }

    private static void AssertAccounted(ScriptResult result, int rows)
    {
        Assert.Equal(rows, result.Output.Count);
        Assert.Equal(
            Enumerable.Range(1, rows).Select(static row => (long?)row),
            result.Output.Select(static o => (long?)o.Properties["Row"].Value).Order()
        );
        Assert.All(
            result.Output,
            static o =>
                Assert.Contains(
                    (string)o.Properties["Outcome"].Value,
                    (string[])["Updated", "Created", "Unchanged", "Suppressed", "Failed", "NotAttempted"]
                )
        );
    }

    private static Case MakeCase(RandomAccount account, int index, bool includeUnsubscribed)
    {
        JsonObject contact = account.Contact();
        if (index % 4 == 3 && contact["email_address"] is JsonObject email)
        {
            email["permission_to_send"] = "unsubscribed";
            email["opt_out_source"] = "Account";
            email["opt_out_date"] = "2024-01-01T00:00:00Z";
            email["opt_out_reason"] = "too many";
        }

        RandomWish wish = account.Wish();
        foreach (string kind in wish.Addresses.Where(a => a.Value is null).Select(a => a.Key).ToArray())
        {
            // Only -Clear removes a whole address, and rows have no column for it.
            wish.Addresses.Remove(kind);
        }

        return new Case(
            (string)contact["contact_id"]!,
            contact,
            wish,
            RowOf(account, contact, wish),
            includeUnsubscribed
        );
    }

    private static PSObject RowOf(RandomAccount account, JsonObject contact, RandomWish wish)
    {
        var row = new PSObject();
        string? address = (string?)contact["email_address"]?["address"];
        Add("email", address);
        Add("contact_id", address is null ? (string?)contact["contact_id"] : null);
        foreach (
            string core in new[]
            {
                "first_name",
                "last_name",
                "job_title",
                "company_name",
                "birthday_month",
                "birthday_day",
                "anniversary",
            }
        )
        {
            Add(core, Cell(wish.Core, core));
        }

        for (int i = 0; i < account.Fields.Count; i++)
        {
            Add($"cf:field_{i}", Cell(wish.Fields, account.Fields[i]));
        }

        foreach (string kind in new[] { "home", "work", "mobile", "other" })
        {
            Add($"{kind}_phone", Cell(wish.Phones, kind));
        }

        foreach (string kind in new[] { "home", "work", "other" })
        {
            foreach (string part in new[] { "street", "city", "state", "postal_code", "country" })
            {
                Add($"{kind}_{part}", wish.Addresses.GetValueOrDefault(kind)?.GetValueOrDefault(part));
            }
        }

        Add("add_to_lists", Names(account.Lists, wish.AddLists, "List"));
        Add("remove_from_lists", Names(account.Lists, wish.RemoveLists, "List"));
        Add("add_tags", Names(account.Tags, wish.AddTags, "Tag"));
        Add("remove_tags", Names(account.Tags, wish.RemoveTags, "Tag"));
        Add("add_note", wish.Notes.FirstOrDefault());
        return row;

        void Add(string name, string? value) => row.Properties.Add(new PSNoteProperty(name, value ?? string.Empty));

        static string? Cell(Dictionary<string, string?> values, string key) =>
            values.TryGetValue(key, out string? value) ? value ?? NullToken : null;

        static string Names(IReadOnlyList<string> all, List<string> ids, string what) =>
            string.Join("; ", ids.Select(id => $"{what} {all.ToList().IndexOf(id)}"));
    }

    private static JsonObject StateOf(RandomAccount account, IEnumerable<Case> cases) =>
        new()
        {
            ["lists"] = Many(account.Lists, (id, i) => new JsonObject { ["list_id"] = id, ["name"] = $"List {i}" }),
            ["tags"] = Many(account.Tags, (id, i) => new JsonObject { ["tag_id"] = id, ["name"] = $"Tag {i}" }),
            ["custom_fields"] = Many(
                account.Fields,
                (id, i) =>
                    new JsonObject
                    {
                        ["custom_field_id"] = id,
                        ["label"] = $"Field {i}",
                        ["name"] = $"field_{i}",
                        ["type"] = "string",
                    }
            ),
            ["contacts"] = new JsonArray([.. cases.Select(c => (JsonNode)c.Contact.DeepClone())]),
        };

    private static JsonArray Many(IReadOnlyList<string> ids, Func<string, int, JsonNode> make) =>
        new([.. ids.Select(make)]);

    private sealed record Case(string Id, JsonObject Contact, RandomWish Wish, PSObject Row, bool IncludeUnsubscribed)
    {
        public JsonObject Expected(JsonObject before, Dictionary<string, string> chosen)
        {
            bool unsubscribed = (string?)before["email_address"]?["permission_to_send"] == "unsubscribed";
            if ((unsubscribed && !IncludeUnsubscribed) || MergeOracle.IsAmbiguous(before, Wish))
            {
                return before;
            }

            var wish = Wish;
            if (unsubscribed)
            {
                wish.AddLists.Clear();
            }

            if (MergeOracle.IsOverLimit(before, wish))
            {
                return before;
            }

            JsonObject after = MergeOracle.Apply(before, wish);
            bool refused =
                chosen["unknown-members"] == "reject"
                && HasUnknown(after)
                && MergeOracle.Essence(after) != MergeOracle.Essence(before);
            return refused ? before : after;
        }

        private static bool HasUnknown(JsonObject contact) =>
            contact.ContainsKey("loyalty_tier")
            || contact.ContainsKey("preferred_language")
            || contact["email_address"]?["deliverability"] is not null
            || new[] { "phone_numbers", "street_addresses", "custom_fields" }.Any(m =>
                contact[m]!.AsArray().OfType<JsonObject>().Any(e => e.ContainsKey("verified"))
            );
    }
}
