using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Applying;
using ConstantContact.Core.Plans.Making;
using ConstantContact.Core.Plans.Undoing;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Core.Tests.Plans.Emulated;

/// <summary>An emulated account, a client on its clock, and the three things that are done with plans.</summary>
internal sealed class PlanLab : IAsyncDisposable
{
    public const string NullToken = "<null>";

    private readonly TestClock _clock = new();
    private readonly ApiClient _client;

    private PlanLab(Func<TestClock, Task<EmulatorHost>> start, int perSecond)
    {
        Home = Directory.CreateTempSubdirectory("plans-").FullName;
        Emulator = start(_clock).GetAwaiter().GetResult();
        _client = new ApiClient(
            new ApiClientOptions
            {
                BaseUri = Emulator.BaseUri,
                RequestsPerSecond = perSecond,
                RequestsPerDay = 10_000_000,
                Allowances = new ProcessAllowances(),
            },
            new StaticTokenSource("emulator"),
            _clock
        );
        Names = new NameDirectory(_client);
    }

    public string Home { get; }

    public EmulatorHost Emulator { get; }

    public NameDirectory Names { get; }

    public TestClock Clock => _clock;

    public DataFolder Data => new(Home);

    public string PlanPath => Path.Combine(Home, "test.ccplan");

    public PlanSummary? Summary { get; private set; }

    public PlanMaker? Maker { get; private set; }

    public IReadOnlyList<RowOutcome> Outcomes { get; private set; } = [];

    /// <summary>The notes of the last plan that was applied.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The contacts that may be written to.</summary>
    public IEnumerable<JsonObject> ActiveContacts =>
        Emulator.State.Contacts.Where(static c =>
            c["deleted_at"] is null && (string?)c["email_address"]?["permission_to_send"] is "implicit" or "explicit"
        );

    public static PlanLab Open(EmulatorOptions options, int perSecond = 1000) =>
        new(clock => EmulatorHost.StartAsync(options, clock), perSecond);

    /// <summary>An account of the emulator with this many contacts, and without limits.</summary>
    public static PlanLab WithMembers(int members) =>
        Open(
            new EmulatorOptions
            {
                Members = members,
                Rate = 0,
                Quota = 0,
            }
        );

    /// <summary>The changes that an undo does not take back.</summary>
    public static IEnumerable<PlanEntry> Kept(Plan plan) => plan.Entries.Where(static e => e.Action == PlanAction.Kept);

    public static UpdateRow Row(long number, params (string Heading, string Cell)[] cells) =>
        RowsOf(
                [
                    [.. cells],
                ],
                number
            )
            .Single();

    public static IReadOnlyList<UpdateRow> RowsOf(IEnumerable<(string Heading, string Cell)[]> rows, long first = 1) =>
        [
            .. rows.Select(
                (cells, i) =>
                {
                    string[] headings = [.. cells.Select(static c => c.Heading)];
                    var row = new InputRow(first + i, null, headings, [.. cells.Select(static c => (object?)c.Cell)]);
                    RowValues values = new RowParser(
                        ColumnPlan.For(headings, null, false, ColumnPurpose.Update),
                        new ReadingOptions { NullTokens = [NullToken] }
                    ).Parse(row);
                    RowFinding[] errors = [.. values.Findings.Where(static f => f.Severity == FindingSeverity.Error)];
                    return new UpdateRow
                    {
                        Number = row.Number,
                        Email = values.Email,
                        ContactId = values.ContactId,
                        Source = row,
                        Input = row,
                        Invalid = errors.Length == 0 ? null : RowFinding.ToException(errors),
                        Changes = new RequestedChanges { Values = values.Values },
                    };
                }
            ),
        ];

    public async Task<Plan> MakeAsync(IReadOnlyList<UpdateRow> rows, PlanOptions? options = null)
    {
        Maker = new PlanMaker(_client, Names, options ?? new PlanOptions { Cmdlet = "New-CcPlan" });
        return await _clock.DriveAsync(Maker.MakeAsync(rows, CancellationToken.None));
    }

    /// <summary>Through the file, as the cmdlets do. The run is stopped at the first progress of a phase.</summary>
    public async Task<CcException?> ApplyAsync(
        Plan plan,
        string? runId = null,
        bool trusts = false,
        PlanPhase? stopIn = null
    )
    {
        if (!trusts)
        {
            plan.Write(PlanPath);
            plan = Plan.Read(PlanPath);
        }

        var record = new RunRecord
        {
            RunId = "",
            Cmdlet = "Invoke-CcPlan",
            BaseUri = Emulator.BaseUri.AbsoluteUri,
            StartedAt = _clock.GetUtcNow(),
        };
        using OpenRun open = OpenRun.Begin(
            Data,
            runId ?? $"plan-{plan.Header.Hash[..12]}",
            record,
            null,
            _clock,
            onlyLook: false
        );
        using var stop = new CancellationTokenSource();
        Notes.Clear();
        var run = new PlanRun(_client, Names, plan, open)
        {
            TrustsPlan = trusts,
            Note = Notes.Add,
            Progress = (phase, _, _) =>
            {
                if (phase == stopIn)
                {
                    stop.Cancel();
                }
            },
        };
        CcException? error = null;
        try
        {
            Task running = run.RunAsync(stop.Token);
            await _clock.DriveAsync(running);
            await running;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // As with Ctrl+C.
        }
        catch (CcException e)
        {
            error = e;
        }

        Summary = run.Summary;
        Outcomes = open.Ledger.Outcomes;
        Assert.Empty(open.End(run.Tally, error, isComplete: !stop.IsCancellationRequested));
        return error;
    }

    public async Task<CcException?> UpdateAsync(IReadOnlyList<UpdateRow> rows, UpdateOptions? options = null)
    {
        var run = new UpdateRun(_client, Names, options ?? new UpdateOptions(), new SilentGuide(), null, _clock);
        try
        {
            await _clock.DriveAsync(run.RunAsync(UpdateRows.Arriving(rows), CancellationToken.None));
            return null;
        }
        catch (CcException e)
        {
            return e;
        }
    }

    public Task<Plan> UndoAsync(string runId, UndoOptions? options = null) =>
        _clock.DriveAsync(
            new UndoMaker(_client, Names, options ?? new UndoOptions()).MakeAsync(Data, runId, CancellationToken.None)
        );

    /// <summary>Another program starts an activity about a contact.</summary>
    public Task StartActivityAsync(string contactId) =>
        _clock.DriveAsync(
            _client.SendAsync(
                ActivityJobs
                    .AddTags(ActivityJobs.OfContacts([contactId]), [(string)Emulator.State.Tags[0]["tag_id"]!])
                    .Single()
                    .Request,
                CancellationToken.None
            )
        );

    /// <summary>Lists or tags are joined or left, as the four cmdlets for it do.</summary>
    public async Task<BulkSummary> MembersAsync(
        string runId,
        string operation,
        IReadOnlyList<string> who,
        IReadOnlyList<string> targets,
        bool undoable = true,
        bool restore = false
    )
    {
        using OpenRun open = Begin(runId, operation);
        var ledger = new BulkLedger(open, operation, numbered: true);
        var run = new ActivityJobRun(_client) { Sending = ledger.Announce };
        foreach (string one in who)
        {
            ledger.Add(Guid.TryParse(one, out _) ? RequestedMember.ById(one, one) : RequestedMember.ByEmail(one, one));
        }

        ConsentRequest? consent =
            operation == "Add to lists" ? new(ConsentOperation.AddToList, new ConsentSwitches { Restore = restore })
            : operation == "Restore to lists" ? new(ConsentOperation.Restore, ConsentSwitches.None)
            : null;
        bool tags = operation.EndsWith("tags", StringComparison.Ordinal);
        var lookup = new MemberLookup(run.Client, consent) { Include = [tags ? "taggings" : "list_memberships"] };
        MemberList members = await _clock.DriveAsync(lookup.FindAsync(ledger.Open(), CancellationToken.None));
        ledger.Resolve(members);
        IReadOnlyList<ContactSource> sources = ActivityJobs.OfContacts(members.ContactIds);
        IReadOnlyList<ActivityJob> jobs = operation switch
        {
            "Remove from lists" => ActivityJobs.RemoveFromLists(sources, targets),
            "Add tags" => ActivityJobs.AddTags(sources, targets),
            "Remove tags" => ActivityJobs.RemoveTags(sources, targets),
            _ => ActivityJobs.AddToLists(sources, targets),
        };
        if (undoable)
        {
            Task reading = ledger.ReadMembershipsAsync(run.Client, jobs, CancellationToken.None);
            await _clock.DriveAsync(reading);
            await reading;
        }

        BulkSummary summary = await _clock.DriveAsync(
            run.SendAsync(ledger.With(new BulkTally { Operation = operation }), jobs, CancellationToken.None)
        );
        ledger.Settle(members, jobs, summary);
        Assert.Empty(open.End(new RunTally(run.RequestsUsed, 0, default, default), null, isComplete: true));
        return summary;
    }

    public async Task<CcException?> RemoveAsync(string runId, IReadOnlyList<string> who, bool undoable = true)
    {
        using OpenRun open = Begin(runId, "Remove-CcContact");
        var run = new RemovalRun(_client, null, TimeSpan.FromMinutes(5), null, open) { Undoable = undoable };
        ContactRemoval[] removals =
        [
            .. who.Select(
                static (one, i) =>
                    Guid.TryParse(one, out _)
                        ? new ContactRemoval(null, one, null) { Row = i + 1 }
                        : new ContactRemoval(one, null, null) { Row = i + 1 }
            ),
        ];
        Task resolving = run.ResolveAsync(removals, CancellationToken.None);
        await _clock.DriveAsync(resolving);
        await resolving;
        CcException? error = await _clock.DriveAsync(run.SendAsync(removals, CancellationToken.None));
        run.RecordOutcomes();
        Assert.Empty(open.End(new RunTally(run.Requests, 0, default, default), error, isComplete: true));
        return error;
    }

    /// <summary>
    /// An import of a file; <paramref name="leaves"/> is called when a chunk is recorded and about to leave.
    /// </summary>
    public async Task<ImportSummary> ImportAsync(
        string runId,
        string csvPath,
        ImportOptions options,
        Action<int>? leaves = null
    )
    {
        var record = new RunRecord
        {
            RunId = "",
            Cmdlet = RunRecord.ImportCmdlet,
            BaseUri = Emulator.BaseUri.AbsoluteUri,
            StartedAt = _clock.GetUtcNow(),
        };
        using ImportFolder folder = ImportFolder.Open(Data, runId, _clock, record);
        using CsvRowSource file = CsvRowSource.Open(csvPath);
        var header = new ImportHeader
        {
            Path = csvPath,
            Length = file.Length,
            Written = file.Written,
            Lists = options.ListIds,
            Options = options.ToJson(),
        };
        folder.ThrowIfDifferent(header);
        var service = new ImportService(_client, Names);
        using var run = new ImportRun(service, options, _clock, folder)
        {
            Recorder = options.Undoable ? new Watched(new ImportRecorder(service, options, folder), leaves) : null,
            Header = header,
        };
        ImportSummary summary;
        if (options.Stream)
        {
            summary = await _clock.DriveAsync(run.StreamAsync(RowStream.Of(file), null, CancellationToken.None));
        }
        else
        {
            Task preparing = run.PrepareAsync(file, CancellationToken.None);
            await _clock.DriveAsync(preparing);
            await preparing;
            folder.SaveBeforeSending(header);
            summary = await _clock.DriveAsync(run.SendAsync(CancellationToken.None));
        }

        folder.End(run, summary);
        return summary;
    }

    public string[] ListsOf(string id) =>
        [.. Contact(id)["list_memberships"]!.AsArray().Select(static l => (string)l!)];

    public void SetLists(string id, params string[] lists) =>
        Emulator.State.ChangeContact(
            id,
            c => c["list_memberships"] = new JsonArray([.. lists.Select(static l => (JsonNode)l)])
        );

    public JsonObject Contact(string idOrEmail) => Emulator.State.GetContact(idOrEmail)!;

    public async ValueTask DisposeAsync()
    {
        Names.Dispose();
        _client.Dispose();
        await Emulator.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    private OpenRun Begin(string runId, string cmdlet) =>
        OpenRun.Begin(
            Data,
            runId,
            new RunRecord
            {
                RunId = "",
                Cmdlet = cmdlet,
                BaseUri = Emulator.BaseUri.AbsoluteUri,
                StartedAt = _clock.GetUtcNow(),
            },
            null,
            _clock,
            onlyLook: false
        );

    private sealed class Watched(IImportRecorder inner, Action<int>? leaves) : IImportRecorder
    {
        private int _chunks;

        public async Task RecordAsync(IReadOnlyList<RowValues> rows, CancellationToken cancellationToken)
        {
            await inner.RecordAsync(rows, cancellationToken);
            leaves?.Invoke(++_chunks);
        }
    }

    private sealed class SilentGuide : IUpdateGuide
    {
        public Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken) =>
            Task.FromResult(Approval.Send);

        public Task ReportAsync(UpdateResult result, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Note(string text) { }

        public void Warn(string text) { }
    }
}
