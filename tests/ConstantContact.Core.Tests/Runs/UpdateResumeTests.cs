using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Tests.Updates;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Tests.Runs;

/// <summary>Runs of updates that end at any moment and are continued.</summary>
public sealed class UpdateResumeTests : IDisposable
{
    private readonly string _home = Path.Combine(Path.GetTempPath(), $"runs-{Guid.NewGuid():N}");

    private DataFolder Data => new(_home);

    public void Dispose()
    {
        if (Directory.Exists(_home))
        {
            Directory.Delete(_home, recursive: true);
        }
    }

    /// <summary>
    /// The process "ends" at the n-th request, before or after the service has carried it out; every n is tried.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_that_ends_at_any_request_and_continues_equals_one_clean_run(bool arrives)
    {
        (string state, string account, int puts) = await RunToEndAsync("clean", NewService());
        var tried = 0;
        for (var at = 1; ; at++)
        {
            FakeService service = NewService();
            var id = $"killed-{arrives}-{at}";
            if (!await EndsAtAsync(id, service, at, arrives))
            {
                break;
            }

            service.Before = null;
            service.After = null;
            (string state, string account, int puts) again = await RunToEndAsync(id, service);

            Assert.Equal(state, again.state);
            Assert.Equal(account, again.account);
            Assert.Equal((at, puts), (at, again.puts));
            tried++;
        }

        Assert.InRange(tried, 15, 200);
    }

    [Fact]
    public async Task Finished_run_sends_nothing_when_it_is_run_again_and_reports_the_same()
    {
        FakeService service = NewService();
        (_, string account, _) = await RunToEndAsync("twice", service);
        service.Log.Clear();

        (_, string again, _) = await RunToEndAsync("twice", service);

        Assert.Equal(account, again);
        Assert.Empty(service.Log);
    }

    [Fact]
    public async Task Rows_in_another_order_are_refused_before_anything_is_sent()
    {
        FakeService service = NewService();
        await RunToEndAsync("order", service);
        service.Log.Clear();
        UpdateRow[] rows = Rows();
        (rows[0], rows[1]) = (rows[1], rows[0]);

        var e = await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync("order", service, rows));

        Assert.Equal("CcRunDiffers", e.ErrorId);
        Assert.Empty(service.Log);
    }

    [Fact]
    public async Task Other_parameters_are_refused()
    {
        await RunToEndAsync("options", NewService());

        var e = Assert.Throws<InvalidInputException>(() =>
            OpenRun.Begin(
                Data,
                "options",
                Plan() with
                {
                    Options = """{"CreateMissing":false}""",
                },
                null,
                TimeProvider.System,
                onlyLook: false
            )
        );

        Assert.Equal("CcRunDiffers", e.ErrorId);
    }

    [Fact]
    public async Task Same_input_without_the_id_hints_at_the_unfinished_run()
    {
        FakeService service = NewService();
        Assert.True(await EndsAtAsync("hint", service, 6, arrives: true));
        service.Before = null;
        service.After = null;

        RecordingGuide guide = await RunAsync(null, service, Rows());

        string hint = Assert.Single(guide.Warnings, w => w.Contains("is not finished", StringComparison.Ordinal));
        Assert.Contains("-RunId hint", hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_of_the_run_has_no_personal_data_and_its_counts()
    {
        await RunToEndAsync("record", NewService());

        string json = await File.ReadAllTextAsync(Path.Combine(_home, "runs", "record", "run.json"));
        RunRecord run = Assert.Single(RunFolder.Records(Data));

        Assert.DoesNotContain("@", json, StringComparison.Ordinal);
        Assert.DoesNotContain("Pilot", json, StringComparison.Ordinal);
        Assert.Equal(("Finished", 2, 9L), (run.State, run.ExitCode, run.Rows));
        Assert.Equal(5, run.Counts["Updated"]);
        Assert.Equal(1, run.Counts["Created"]);
    }

    [Fact]
    public async Task Every_write_is_in_the_change_record_before_its_request_leaves()
    {
        FakeService service = NewService();
        var unknown = 0;
        service.Before = what =>
        {
            var changes = File.Exists(ChangesOf("ahead")) ? ReadShared(ChangesOf("ahead")) : "";
            var id = what.Split(' ')[1];
            unknown +=
                what.StartsWith("PUT", StringComparison.Ordinal) && !changes.Contains(id, StringComparison.Ordinal)
                    ? 1
                    : 0;
            unknown +=
                what.StartsWith("POST", StringComparison.Ordinal)
                && !changes.Contains("new@example.com", StringComparison.Ordinal)
                    ? 1
                    : 0;
            return Task.FromResult<HttpResponseMessage?>(null);
        };

        await RunToEndAsync("ahead", service);

        Assert.Equal(0, unknown);
        Assert.Contains(
            "\"old\":\"Old\",\"new\":\"Zoë\"",
            await File.ReadAllTextAsync(ChangesOf("ahead")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Run_on_a_full_disk_sends_nothing_unrecorded_and_accounts_for_everything_sent()
    {
        FakeService service = NewService();
        var disk = new SmallDisk(room: 1500);
        using var ledger = new RowLedger(
            () => { },
            () => disk.File("changes"),
            () => disk.File("rows"),
            TimeProvider.System,
            isNew: true
        );
        var guide = new RecordingGuide();

        var e = await Assert.ThrowsAsync<RunNotWritableException>(() => RunAsync(service, Rows(), guide, null, ledger));

        Assert.Equal("CcRunNotWritable", e.ErrorId);
        Assert.Equal(Rows().Length, guide.Results.Count);
        string[] written = [.. service.Log.Where(l => !l.StartsWith("GET", StringComparison.Ordinal))];
        Assert.NotEmpty(written);
        Assert.Equal(
            written.Length,
            guide.Results.Count(r => r.Outcome is UpdateOutcome.Updated or UpdateOutcome.Created)
        );
        Assert.Equal(written.Length, disk.Lines("changes").Count);
        Assert.Contains(guide.Results, r => r.Outcome == UpdateOutcome.NotAttempted);
    }

    [Fact]
    public void Line_that_a_full_disk_cut_off_does_not_spoil_the_next_one()
    {
        Directory.CreateDirectory(_home);
        string path = Path.Combine(_home, "journal.jsonl");
        File.WriteAllText(path, "{\"a\":1}\n{\"b\":");

        using (var journal = new JournalFile(path))
        {
            Assert.Equal(["{\"a\":1}"], journal.Open());
            journal.Append("{\"c\":3}");
        }

        Assert.Equal("{\"a\":1}\n{\"c\":3}\n", File.ReadAllText(path));
    }

    private string ChangesOf(string id) => Path.Combine(_home, "runs", id, "changes.jsonl");

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    private static FakeService NewService()
    {
        var service = new FakeService();
        for (var i = 1; i <= 5; i++)
        {
            service.Add(Id(i), $"p{i}@example.com");
        }

        return service;
    }

    /// <summary>
    /// A change, an address, a note, a creation, a row that changes nothing, an unknown contact, an invalid row, and
    /// two more rows about one contact.
    /// </summary>
    private static UpdateRow[] Rows() =>
        [
            Row(1, "p1@example.com", ("first_name", "Zoë")),
            Row(2, "p2@example.com", ("new_email_address", "q2@example.com")),
            Row(3, "p3@example.com", ("add_note", "called")),
            Row(4, "new@example.com", ("job_title", "Pilot")),
            Row(5, "p4@example.com", ("first_name", "Old")),
            Row(6, null, ("job_title", "Nobody"), Id(99)),
            new UpdateRow
            {
                Number = 7,
                Email = "bad@example.com",
                Invalid = InvalidInputException.Value(
                    "Birthday month",
                    "13",
                    "there are 12 months.",
                    "Correct the row."
                ),
            },
            Row(8, "p1@example.com", ("first_name", "Ann")),
            Row(9, "p5@example.com", ("job_title", "Pilot")),
        ];

    private static UpdateRow Row(
        int number,
        string? email,
        (string Column, string Value) change,
        string? contactId = null
    ) => UpdateRows.Of(number, email, change, contactId, hasSource: true);

    private static RunRecord Plan() =>
        new()
        {
            RunId = "",
            Cmdlet = "Update-CcContact",
            BaseUri = "http://127.0.0.1:9/v3",
            StartedAt = TimeProvider.System.GetUtcNow(),
            Options = """{"CreateMissing":true}""",
            NeedsRows = true,
        };

    private async Task<(string State, string Account, int Puts)> RunToEndAsync(string id, FakeService service)
    {
        await RunAsync(id, service, Rows());
        string account = string.Join(
            '\n',
            RunFolder.Outcomes(Data, id).Select(o => (o with { ContactId = null, Key = "" }).ToJson().ToJsonString())
        );
        return (State(service), account, service.PutBodies.Count);
    }

    /// <summary>False where the run came to its end before that request.</summary>
    private async Task<bool> EndsAtAsync(string id, FakeService service, int at, bool arrives)
    {
        using var run = OpenRun.Begin(Data, id, Plan(), null, TimeProvider.System, onlyLook: false);
        using var dead = new CancellationTokenSource();
        var count = 0;
        var isDead = false;
        async Task DieAsync(bool after)
        {
            // When the process ends, the answers to requests on their way are lost, and later requests are not sent.
            if (isDead || (after == arrives && Interlocked.Increment(ref count) == at))
            {
                isDead = true;
                run.Ledger.Dispose();
                await dead.CancelAsync();
                throw new OperationCanceledException(dead.Token);
            }
        }

        service.Before = async _ =>
        {
            await DieAsync(after: false);
            return null;
        };
        service.After = _ => DieAsync(after: true);
        try
        {
            await RunAsync(service, Rows(), new RecordingGuide(), run, run.Ledger, dead.Token);
            return isDead;
        }
        catch (Exception) when (isDead)
        {
            return true;
        }
    }

    private async Task<RecordingGuide> RunAsync(string? id, FakeService service, UpdateRow[] rows)
    {
        using var run = OpenRun.Begin(Data, id, Plan(), null, TimeProvider.System, onlyLook: false);
        var guide = new RecordingGuide();
        await RunAsync(service, rows, guide, run, run.Ledger);
        Assert.Empty(run.End(new RunTally(1, 0, default, default), null, isComplete: true));
        return guide;
    }

    private static async Task RunAsync(
        FakeService service,
        UpdateRow[] rows,
        RecordingGuide guide,
        OpenRun? run,
        RowLedger ledger,
        CancellationToken cancellationToken = default
    )
    {
        var settings = new ApiClientOptions
        {
            BaseUri = new Uri("http://127.0.0.1:9/v3"),
            RequestsPerSecond = 1000,
            RequestsPerDay = 100_000,
            Allowances = new ProcessAllowances(),
        };
        using var client = new ApiClient(
            settings,
            new StaticTokenSource("token"),
            TimeProvider.System,
            new Kept(service)
        );
        using var names = new NameDirectory(client);
        var options = new UpdateOptions { CreateMissing = true };
        await new UpdateRun(client, names, options, guide, null, TimeProvider.System, run, ledger).RunAsync(
            UpdateRows.Arriving(rows),
            cancellationToken
        );
    }

    /// <summary>All contacts, without ids of the service and times.</summary>
    private static string State(FakeService service) =>
        string.Join(
            '\n',
            service
                .Contacts.Values.Select(c =>
                {
                    var copy = (JsonObject)c.DeepClone();
                    copy.Remove("contact_id");
                    copy.Remove("updated_at");
                    foreach (JsonObject note in (copy["notes"] as JsonArray ?? []).OfType<JsonObject>())
                    {
                        note.Remove("created_at");
                    }

                    return copy.ToJsonString();
                })
                .Order(StringComparer.Ordinal)
        );

    private static string Id(int n) => $"1618ae62-4752-11e9-9c8a-{n:x12}";

    /// <summary>The service outlives the client of a process.</summary>
    private sealed class Kept(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        protected override void Dispose(bool disposing) { }
    }

    /// <summary>Files that share a limited number of bytes.</summary>
    private sealed class SmallDisk(int room)
    {
        private readonly Dictionary<string, List<string>> _files = [];
        private int _room = room;

        public List<string> Lines(string name) =>
            _files.TryGetValue(name, out List<string>? lines) ? lines : _files[name] = [];

        public IJournalFile File(string name) => new Part(this, Lines(name));

        private sealed class Part(SmallDisk disk, List<string> lines) : IJournalFile
        {
            public IReadOnlyList<string> Open() => [.. lines];

            public void Append(string line)
            {
                disk._room -= line.Length;
                if (disk._room < 0)
                {
                    throw RunErrors.NotWritable("small", new IOException("No space left on device"));
                }

                lines.Add(line);
            }

            public void FlushToDisk() { }

            public void Dispose() { }
        }
    }
}
