using System.IO;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Undoing;
using ConstantContact.Emulator.Options;
using ConstantContact.TestData;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>A random account whose runs are undone, and how its contacts were before.</summary>
internal sealed class UndoneAccount : IAsyncDisposable
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

    private UndoneAccount(int seed, PlanLab lab)
    {
        _random = new Random(seed);
        Lab = lab;
    }

    public PlanLab Lab { get; }

    public IEnumerable<string> Emails =>
        Lab.Emulator.State.Contacts.Select(static c => (string?)c["email_address"]?["address"]).OfType<string>();

    public static UndoneAccount Make(int seed, int contacts, TimeSpan? work = null)
    {
        PlanCase made = PlanCase.Make(seed, contacts, withSwitches: false);
        EmulatorOptions options = made.Options();
        options.Switches.Apply(new Dictionary<string, string> { ["import-blank"] = seed % 2 == 0 ? "keep" : "erase" });
        options.ActivityDuration = work ?? options.ActivityDuration;
        PlanLab lab = PlanLab.Open(options);
        lab.Emulator.State.Put(made.State.DeepClone());
        var account = new UndoneAccount(seed, lab);
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
        $"{id}\n was {_before[id]}\n is  {Now(id)}\n"
        + string.Join("\n", Lab.Outcomes.Where(o => o.ContactId == id).Select(static o => $"{o.Outcome} {o.Reason}"));

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
