using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Undoing;
using ConstantContact.Core.Runs;
using ConstantContact.Emulator.Options;
using ConstantContact.TestData;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>
/// Runs of list members, tags, removals and imports: after the undo, the account equals its state before the run,
/// except for timestamps and the entries that the undo reports as kept. Later changes by others stay.
/// </summary>
public sealed class UndoRunTests
{
    private static readonly int Accounts = int.TryParse(
        Environment.GetEnvironmentVariable("CC_PLAN_ACCOUNTS"),
        NumberStyles.None,
        CultureInfo.InvariantCulture,
        out int number
    )
        ? number
        : 1;

    public static TheoryData<string> Operations =>
        ["Add to lists", "Remove from lists", "Add tags", "Remove tags", "delete", "import", "stream", "csv"];

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task An_undone_run_leaves_the_account_as_it_was_or_says_where_not(string operation)
    {
        int undone = 0;
        for (int seed = 0; seed < Accounts; seed++)
        {
            await using Account account = Account.Make(seed + 9000, 30);
            await account.RunAsync(operation, "there");
            Assert.NotEmpty(account.Changed());

            Plan back = await account.UndoAsync("there", "back");

            HashSet<string> left = [.. Kept(back).Select(static e => e.ContactId!)];
            undone += account.Lab.Outcomes.Count(static o => o.Outcome == RowOutcome.Applied);
            string[] wrong = [.. account.Changed().Where(id => !left.Contains(id))];
            Assert.True(
                wrong.Length == 0,
                $"seed {seed} {operation}: {string.Join("\n", wrong.Take(2).Select(account.Describe))}"
            );

            // Every kept change has one of the known reasons why it cannot be undone.
            Assert.All(
                Kept(back),
                e =>
                    Assert.True(
                        Reasons(operation).Any(why => e.Reason!.Contains(why, StringComparison.Ordinal)),
                        e.Reason
                    )
            );
        }

        Assert.True(undone > 5 * Accounts, $"{operation}: {undone} undone");
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Changes_of_others_between_a_run_and_its_undo_are_kept(string operation)
    {
        await using Account account = Account.Make(9100, 20);
        await account.RunAsync(operation, "there");
        string[] changed = [.. account.Changed()];
        var written = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string id in changed.Where(static (_, i) => i % 2 == 0))
        {
            account.Lab.Emulator.State.ChangeContact(id, contact => Meddle(operation, contact));
            written[id] = account.Now(id);
        }

        Plan back = await account.UndoAsync("there", "back");

        HashSet<string> left = [.. Kept(back).Select(static e => e.ContactId!)];
        foreach ((string id, string what) in written)
        {
            JsonObject now = account.Lab.Contact(id);
            switch (operation)
            {
                case "delete":
                    Assert.Null(now["deleted_at"]);
                    Assert.Contains(id, left);
                    Assert.Equal(what, account.Now(id));
                    break;
                case "import" or "stream" or "csv":
                    Assert.Equal("Somebody", (string?)now["first_name"]);
                    break;
                default:
                    // Another program had removed or repeated the membership, and that stays.
                    Assert.Equal("Somebody", (string?)now["first_name"]);
                    break;
            }
        }

        Assert.All(
            changed.Where(id => !written.ContainsKey(id) && !left.Contains(id)),
            id => Assert.Equal(account.Before(id), account.Now(id))
        );
    }

    [Fact]
    public async Task A_member_before_the_run_stays_one_and_a_guest_leaves()
    {
        await using PlanLab lab = PlanLab.Open(
            new EmulatorOptions
            {
                Members = 30,
                Rate = 0,
                Quota = 0,
            }
        );
        JsonObject[] people = [.. Active(lab).Take(6)];
        string[] ids = [.. people.Select(static p => (string)p["contact_id"]!)];
        string list = (string)(await lab.Names.ListsAsync(default))[0].Id;
        SetLists(lab, ids[0], list);
        SetLists(lab, ids[1], list);
        foreach (string id in ids.Skip(2))
        {
            SetLists(lab, id);
        }

        Assert.Equal(6, (await lab.MembersAsync("there", "Add to lists", ids, [list])).Done);
        Assert.All(ids, id => Assert.Equal([list], ListsOf(lab, id)));
        Plan back = await lab.UndoAsync("there");
        Assert.Null(await lab.ApplyAsync(back, "back"));

        Assert.All(ids.Take(2), id => Assert.Equal([list], ListsOf(lab, id)));
        Assert.All(ids.Skip(2), id => Assert.Empty(ListsOf(lab, id)));
        Assert.DoesNotContain(back.Entries, static e => e.Action == PlanAction.Kept);
    }

    [Fact]
    public async Task Contacts_by_address_are_recorded_without_more_requests_and_those_by_id_only_on_request()
    {
        await using PlanLab lab = PlanLab.Open(
            new EmulatorOptions
            {
                Members = 30,
                Rate = 0,
                Quota = 0,
            }
        );
        JsonObject[] people = [.. Active(lab).Take(6)];
        string[] ids = [.. people.Select(static p => (string)p["contact_id"]!)];
        string[] emails = [.. people.Select(static p => (string)p["email_address"]!["address"]!)];
        string list = (await lab.Names.ListsAsync(default))[0].Id;
        foreach (string id in ids)
        {
            SetLists(lab, id, list);
        }

        long plain = (await lab.MembersAsync("a", "Remove from lists", ids, [list], undoable: false)).RequestsUsed;
        Plan unknown = await lab.UndoAsync("a");
        Assert.All(unknown.Entries, static e => Assert.Contains("-Undoable", e.Reason, StringComparison.Ordinal));
        Assert.Equal(ids.Length, unknown.Entries.Count);

        foreach (string id in ids)
        {
            SetLists(lab, id, list);
        }

        long recorded = (await lab.MembersAsync("b", "Remove from lists", ids, [list])).RequestsUsed;
        Assert.Equal(plain + 1, recorded); // the members of the list
        Assert.Null(await lab.ApplyAsync(await lab.UndoAsync("b"), "undo-b"));
        Assert.All(ids, id => Assert.Equal([list], ListsOf(lab, id)));

        long byEmail = (await lab.MembersAsync("c", "Remove from lists", emails, [list], undoable: false)).RequestsUsed;
        Assert.Equal(plain + 1, byEmail); // the look-up of the addresses
        Assert.Null(await lab.ApplyAsync(await lab.UndoAsync("c"), "undo-c"));
        Assert.All(ids, id => Assert.Equal([list], ListsOf(lab, id)));
    }

    [Fact]
    public async Task Contacts_that_a_run_restored_are_deleted_again_only_on_request()
    {
        await using PlanLab lab = PlanLab.Open(
            new EmulatorOptions
            {
                Members = 200,
                Rate = 0,
                Quota = 0,
            }
        );
        JsonObject gone = lab.Emulator.State.Contacts.First(static c =>
            c["deleted_at"] is not null && (string?)c["email_address"]!["permission_to_send"] != "unsubscribed"
        );
        string id = (string)gone["contact_id"]!;
        string list = (await lab.Names.ListsAsync(default))[0].Id;
        await lab.MembersAsync("there", "Add to lists", [id], [list], restore: true);
        Assert.Null(lab.Contact(id)["deleted_at"]);

        Plan stays = await lab.UndoAsync("there");
        Plan goes = await lab.UndoAsync("there", new UndoOptions { RemoveCreated = true });
        Assert.Null(await lab.ApplyAsync(goes, "back"));

        Assert.Contains("-RemoveCreated", Assert.Single(stays.Entries).Reason, StringComparison.Ordinal);
        Assert.NotNull(lab.Contact(id)["deleted_at"]);
    }

    [Fact]
    public async Task A_removal_is_undone_only_on_request_and_never_for_contacts_that_had_opted_out()
    {
        await using PlanLab lab = PlanLab.Open(
            new EmulatorOptions
            {
                Members = 60,
                Rate = 0,
                Quota = 0,
            }
        );
        JsonObject[] all =
        [
            .. lab.Emulator.State.Contacts.Where(static c =>
                c["deleted_at"] is null && c["list_memberships"]!.AsArray().Count > 0
            ),
        ];
        JsonObject stayer = all.First(static c => (string?)c["email_address"]!["permission_to_send"] is "implicit");
        JsonObject leaver = all.First(c =>
            c != stayer && (string?)c["email_address"]?["permission_to_send"] is "implicit" or "explicit"
        );
        string[] ids = [(string)stayer["contact_id"]!, (string)leaver["contact_id"]!];
        string[] lists = ListsOf(lab, ids[0]);
        lab.Emulator.State.ChangeContact(
            ids[1],
            static c =>
            {
                c["email_address"]!["permission_to_send"] = "unsubscribed";
                (c["email_address"]!["opt_out_source"], c["email_address"]!["opt_out_date"]) = (
                    "Contact",
                    "2024-01-01T00:00:00Z"
                );
            }
        );
        Assert.Null(await lab.RemoveAsync("there", ids));

        Plan none = await lab.UndoAsync("there");
        Plan back = await lab.UndoAsync("there", new UndoOptions { Restore = true });
        Assert.Null(await lab.ApplyAsync(back, "back"));

        Assert.All(none.Entries, static e => Assert.Contains("-Restore", e.Reason, StringComparison.Ordinal));
        Assert.Equal(2, none.Entries.Count);
        Assert.Null(lab.Contact(ids[0])["deleted_at"]);
        Assert.Equal(lists.Order(), ListsOf(lab, ids[0]).Order());
        Assert.NotNull(lab.Contact(ids[1])["deleted_at"]);
        Assert.Equal("unsubscribed", (string?)lab.Contact(ids[1])["email_address"]!["permission_to_send"]);
        Assert.Equal(ids[1], Assert.Single(back.Entries, static e => e.Action == PlanAction.Kept).ContactId);
    }

    [Fact]
    public async Task Created_contacts_of_an_import_stay_unless_requested_and_an_import_without_the_switch_cannot_be_undone()
    {
        await using Account account = Account.Make(9200, 10);
        string path = account.WriteCsv(
            ["email", "first_name"],
            [
                ["fresh1@example.com", "Fresh"],
                ["fresh2@example.com", "Fresh"],
            ]
        );
        await account.Lab.ImportAsync("plain", path, account.Options() with { Undoable = false });
        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            account.Lab.UndoAsync("plain")
        );
        Assert.Equal("CcUndoNotPossible", refused.ErrorId);

        path = account.WriteCsv(
            ["email", "first_name"],
            [
                ["fresh3@example.com", "Fresh"],
                ["fresh4@example.com", "Fresh"],
            ]
        );
        await account.Lab.ImportAsync("there", path, account.Options());
        account.Lab.Emulator.State.ChangeContact("fresh4@example.com", static c => c["job_title"] = "Pilot");
        Plan stays = await account.Lab.UndoAsync("there");
        Plan goes = await account.Lab.UndoAsync("there", new UndoOptions { RemoveCreated = true });
        Assert.Null(await account.Lab.ApplyAsync(goes, "back"));

        Assert.All(stays.Entries, static e => Assert.Contains("-RemoveCreated", e.Reason, StringComparison.Ordinal));
        Assert.NotNull(account.Lab.Contact("fresh3@example.com")["deleted_at"]);
        Assert.Null(account.Lab.Contact("fresh4@example.com")["deleted_at"]);
        Assert.Contains("changed since", Assert.Single(Kept(goes)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_undone_import_deletes_restored_contacts_only_on_request_and_only_if_they_were_not_changed_since()
    {
        await using PlanLab lab = PlanLab.Open(
            new EmulatorOptions
            {
                Members = 200,
                Rate = 0,
                Quota = 0,
            }
        );
        string[] gone =
        [
            .. lab
                .Emulator.State.Contacts.Where(static c =>
                    c["deleted_at"] is not null && (string?)c["email_address"]!["permission_to_send"] != "unsubscribed"
                )
                .Take(3)
                .Select(static c => (string)c["email_address"]!["address"]!),
        ];
        Assert.Equal(3, gone.Length);
        var lists = await lab.Names.ListsAsync(default);
        string path = Path.Combine(lab.Home, "rows.csv");
        await File.WriteAllLinesAsync(path, [.. gone.Select(static g => $"{g},Back").Prepend("email,job_title")]);
        Assert.Equal(
            3,
            (
                await lab.ImportAsync(
                    "there",
                    path,
                    new ImportOptions
                    {
                        ListIds = [lists[0].Id],
                        Undoable = true,
                        Restore = true,
                    }
                )
            ).Accepted
        );
        lab.Emulator.State.ChangeContact(gone[1], c => c["list_memberships"] = new JsonArray(lists[0].Id, lists[1].Id));
        lab.Emulator.State.ChangeContact(gone[2], static c => c["job_title"] = "Captain");

        Plan stays = await lab.UndoAsync("there");
        Plan goes = await lab.UndoAsync("there", new UndoOptions { RemoveCreated = true });
        Assert.Null(await lab.ApplyAsync(goes, "back"));

        Assert.All(stays.Entries, static e => Assert.Contains("-RemoveCreated", e.Reason, StringComparison.Ordinal));
        Assert.NotNull(lab.Contact(gone[0])["deleted_at"]);
        Assert.All(gone.Skip(1), g => Assert.Null(lab.Contact(g)["deleted_at"]));
        Assert.Equal(
            ["with the values that the run wrote", "changed since", "changed since"],
            Kept(goes)
                .OrderBy(e => Array.IndexOf(gone, e.Email))
                .Select(static e =>
                    e.Reason!.Contains("changed since", StringComparison.Ordinal) ? "changed since" : e.Reason[^34..]
                )
        );
    }

    [Fact]
    public async Task Recording_an_import_costs_pages_or_look_ups_whichever_are_fewer()
    {
        await using PlanLab lab = PlanLab.Open(
            new EmulatorOptions
            {
                Members = 1200,
                Rate = 0,
                Quota = 0,
            }
        );
        string[] people = [.. Active(lab).Select(static c => (string)c["email_address"]!["address"]!)];
        var options = new ImportOptions
        {
            ListIds = [(await lab.Names.ListsAsync(default))[0].Id],
            IncludeUnsubscribed = true,
        };
        foreach ((int rows, int cost) in new[] { (700, 3), (1, 1) })
        {
            string path = Path.Combine(lab.Home, $"rows{rows}.csv");
            await File.WriteAllLinesAsync(
                path,
                [.. people.Reverse().Take(rows).Select(static p => $"{p},Pilot").Prepend("email,job_title")]
            );

            long plain = (await lab.ImportAsync($"plain{rows}", path, options)).RequestsUsed;
            long undoable = (
                await lab.ImportAsync($"undoable{rows}", path, options with { Undoable = true })
            ).RequestsUsed;

            Assert.Equal(plain + cost, undoable);
        }
    }

    [Fact]
    public async Task Undo_of_an_import_that_was_killed_between_two_chunks_keeps_later_changes_of_others()
    {
        await using Account account = Account.Make(9300, 30);
        string[] people = [.. account.Emails.Take(8)];
        string path = account.WriteCsv(["email", "job_title"], [.. people.Select(static p => new[] { p, "Pilot" })]);
        ImportOptions options = account.Options() with { MaxRows = 4, IncludeUnsubscribed = true };
        await Assert.ThrowsAsync<NotSupportedException>(() =>
            account.Lab.ImportAsync(
                "there",
                path,
                options,
                static chunk =>
                {
                    if (chunk == 2)
                    {
                        throw new NotSupportedException("killed");
                    }
                }
            )
        );
        account.Lab.Emulator.State.ChangeContact(people[6], static c => c["job_title"] = "Captain");

        ImportSummary summary = await account.Lab.ImportAsync("there", path, options);
        Assert.Equal(8, summary.Accepted);
        Assert.All(people, p => Assert.Equal("Pilot", (string?)account.Lab.Contact(p)["job_title"]));
        Plan back = await account.UndoAsync("there", "back");

        Assert.Empty(Kept(back));
        Assert.Equal("Captain", (string?)account.Lab.Contact(people[6])["job_title"]);
        Assert.Equal([account.IdOf(people[6])], account.Changed());
    }

    [Fact]
    public async Task A_run_that_the_service_is_still_working_on_is_not_undone()
    {
        await using Account account = Account.Make(9400, 10, TimeSpan.FromHours(1));
        string path = account.WriteCsv(
            ["email", "job_title"],
            [.. account.Emails.Take(4).Select(static p => new[] { p, "Pilot" })]
        );
        await account.Lab.ImportAsync("there", path, account.Options() with { Wait = false });

        InvalidInputException refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            account.Lab.UndoAsync("there")
        );

        Assert.Equal("CcRunInUse", refused.ErrorId);
    }

    private static IEnumerable<PlanEntry> Kept(Plan plan) =>
        plan.Entries.Where(static e => e.Action == PlanAction.Kept);

    private static string[] Reasons(string operation) =>
        operation switch
        {
            "delete" => ["unsubscribed", "was on no list"],
            "import" or "stream" or "csv" => ["several entries", "put on no list"],
            _ => ["put on no list"],
        };

    private static void Meddle(string operation, JsonObject contact)
    {
        contact["first_name"] = "Somebody";
        if (operation == "delete")
        {
            contact.Remove("deleted_at");
        }
    }

    private static IEnumerable<JsonObject> Active(PlanLab lab) =>
        lab.Emulator.State.Contacts.Where(static c =>
            c["deleted_at"] is null && (string?)c["email_address"]?["permission_to_send"] is "implicit" or "explicit"
        );

    private static void SetLists(PlanLab lab, string id, params string[] lists) =>
        lab.Emulator.State.ChangeContact(
            id,
            c => c["list_memberships"] = new JsonArray([.. lists.Select(static l => (JsonNode)l)])
        );

    private static string[] ListsOf(PlanLab lab, string id) =>
        [.. lab.Contact(id)["list_memberships"]!.AsArray().Select(static l => (string)l!)];

    /// <summary>A random account, and how its contacts were.</summary>
    private sealed class Account : IAsyncDisposable
    {
        private static readonly string[] Columns =
        [
            "first_name",
            "last_name",
            "job_title",
            "company_name",
            "anniversary",
            "home_phone",
            "work_phone",
            "home_street",
            "home_city",
            "home_state",
            "home_zip",
            "home_country",
            "cf:field_0",
            "cf:field_1",
        ];

        /// <summary>Those that the file import documents.</summary>
        private static readonly string[] FileColumns =
        [
            "first_name",
            "last_name",
            "job_title",
            "company_name",
            "anniversary",
            "phone",
            "street",
            "city",
            "state",
            "zip",
            "country",
            "cf:field_0",
            "cf:field_1",
        ];

        private readonly Random _random;
        private readonly Dictionary<string, string> _before = new(StringComparer.Ordinal);
        private int _files;

        private Account(int seed, PlanLab lab)
        {
            _random = new Random(seed);
            Lab = lab;
        }

        public PlanLab Lab { get; }

        public IEnumerable<string> Emails =>
            Lab.Emulator.State.Contacts.Select(static c => (string?)c["email_address"]?["address"]).OfType<string>();

        public static Account Make(int seed, int contacts, TimeSpan? work = null)
        {
            PlanPropertyTests.Case made = PlanPropertyTests.Case.Make(seed, contacts, withSwitches: false);
            EmulatorOptions options = made.Options();
            options.Switches.Apply(
                new Dictionary<string, string> { ["import-blank"] = seed % 2 == 0 ? "keep" : "erase" }
            );
            options.ActivityDuration = work ?? options.ActivityDuration;
            PlanLab lab = PlanLab.Open(options);
            lab.Emulator.State.Put(made.State.DeepClone());
            var account = new Account(seed, lab);
            foreach (string id in made.Ids)
            {
                account._before[id] = account.Now(id);
            }

            return account;
        }

        public ImportOptions Options() =>
            new() { ListIds = [Any(Lab.Names.ListsAsync(default).GetAwaiter().GetResult()).Id], Undoable = true };

        public string IdOf(string email) => (string)Lab.Contact(email)["contact_id"]!;

        public string Before(string id) => _before[id];

        public string Now(string id) =>
            Lab.Contact(id) is var contact && contact["deleted_at"] is null ? MergeOracle.Essence(contact) : "deleted";

        public IEnumerable<string> Changed() => _before.Keys.Where(id => Now(id) != _before[id]);

        public string Describe(string id) =>
            $"{id}\n was {_before[id]}\n is  {Now(id)}\n{string.Join("\n", Lab.Outcomes.Where(o => o.ContactId == id).Select(static o => $"{o.Outcome} {o.Reason}"))}";

        public async Task RunAsync(string operation, string runId)
        {
            string[] ids = [.. _before.Keys];
            switch (operation)
            {
                case "delete":
                    Assert.Null(await Lab.RemoveAsync(runId, [.. ids.Where(_ => _random.Next(3) > 0)]));
                    break;
                case "import" or "stream" or "csv":
                    string[] columns = operation == "csv" ? FileColumns : Columns;
                    string path = WriteCsv(
                        ["email", .. columns],
                        [
                            .. Emails
                                .Where(_ => _random.Next(3) > 0)
                                .Select(email => (string[])[email, .. columns.Select(Cell)]),
                        ]
                    );
                    ImportSummary summary = await Lab.ImportAsync(
                        runId,
                        path,
                        Options() with
                        {
                            MaxRows = 15,
                            IncludeUnsubscribed = true,
                            Stream = operation == "stream",
                            Format = operation == "csv" ? ImportFormat.Csv : ImportFormat.Auto,
                            AllowBlank = operation == "csv",
                        }
                    );
                    Assert.True(summary.Accepted > 5, summary.ToString());
                    break;
                default:
                    string[] targets = operation.EndsWith("lists", StringComparison.Ordinal)
                        ? [.. (await Lab.Names.ListsAsync(default)).Take(3).Select(static l => l.Id)]
                        : [.. (await Lab.Names.TagsAsync(default)).Take(3).Select(static t => t.Id)];
                    await Lab.MembersAsync(runId, operation, [.. ids.Where(_ => _random.Next(4) > 0)], targets);
                    break;
            }
        }

        public async Task<Plan> UndoAsync(string runId, string undoId)
        {
            Plan back = await Lab.UndoAsync(runId, new UndoOptions { Restore = true });
            Assert.Null(await Lab.ApplyAsync(back, undoId));
            return back;
        }

        public string WriteCsv(string[] headings, string[][] rows)
        {
            string path = Path.Combine(Lab.Home, $"rows{_files++}.csv");
            File.WriteAllLines(path, rows.Prepend(headings).Select(static row => string.Join(",", row)));
            return path;
        }

        public async ValueTask DisposeAsync() => await Lab.DisposeAsync();

        private string Cell(string column) =>
            _random.Next(3) == 0
                ? ""
                : column switch
                {
                    "anniversary" => $"2001-0{_random.Next(1, 9)}-11",
                    "home_phone" or "work_phone" or "phone" => $"(555) 555-01{_random.Next(10, 99)}",
                    _ => $"{column[^3..]} {_random.Next(3)}",
                };

        private T Any<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
    }
}
