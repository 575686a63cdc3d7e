using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
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
            new ApiClientOptions { BaseUri = Emulator.BaseUri, RequestsPerSecond = perSecond, RequestsPerDay = 10_000_000, Allowances = new ProcessAllowances() },
            new StaticTokenSource("emulator"),
            _clock);
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

    public static PlanLab Open(EmulatorOptions options, int perSecond = 1000) => new(clock => EmulatorHost.StartAsync(options, clock), perSecond);

    public static UpdateRow Row(long number, params (string Heading, string Cell)[] cells) => RowsOf([[.. cells]], number).Single();

    public static IReadOnlyList<UpdateRow> RowsOf(IEnumerable<(string Heading, string Cell)[]> rows, long first = 1) =>
    [
        .. rows.Select((cells, i) =>
        {
            string[] headings = [.. cells.Select(static c => c.Heading)];
            var row = new InputRow(first + i, null, headings, [.. cells.Select(static c => (object?)c.Cell)]);
            RowValues values = new RowParser(ColumnPlan.For(headings, null, false, ColumnPurpose.Update), new ReadingOptions { NullTokens = [NullToken] }).Parse(row);
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
        }),
    ];

    public async Task<Plan> MakeAsync(IReadOnlyList<UpdateRow> rows, PlanOptions? options = null)
    {
        Maker = new PlanMaker(_client, Names, options ?? new PlanOptions { Cmdlet = "New-CcPlan" });
        return await _clock.DriveAsync(Maker.MakeAsync(rows, CancellationToken.None));
    }

    /// <summary>Through the file, as the cmdlets do.</summary>
    public async Task<CcException?> ApplyAsync(Plan plan, string? runId = null, bool trusts = false)
    {
        if (!trusts)
        {
            plan.Write(PlanPath);
            plan = Plan.Read(PlanPath);
        }

        var record = new RunRecord { RunId = "", Cmdlet = "Invoke-CcPlan", BaseUri = Emulator.BaseUri.AbsoluteUri, StartedAt = _clock.GetUtcNow() };
        using OpenRun open = OpenRun.Begin(Data, runId ?? $"plan-{plan.Header.Hash[..12]}", record, null, _clock, onlyLook: false);
        var run = new PlanRun(_client, Names, plan, open) { TrustsPlan = trusts };
        CcException? error = null;
        try
        {
            Task running = run.RunAsync(CancellationToken.None);
            await _clock.DriveAsync(running);
            await running;
        }
        catch (CcException e)
        {
            error = e;
        }

        Summary = run.Summary;
        Outcomes = open.Ledger.Outcomes;
        Assert.Empty(open.End(run.Tally, error, isComplete: true));
        return error;
    }

    public async Task<CcException?> UpdateAsync(IReadOnlyList<UpdateRow> rows, UpdateOptions? options = null)
    {
        var run = new UpdateRun(_client, Names, options ?? new UpdateOptions(), new SilentGuide(), null, _clock);
        try
        {
            await _clock.DriveAsync(run.RunAsync(EachAsync(rows), CancellationToken.None));
            return null;
        }
        catch (CcException e)
        {
            return e;
        }
    }

    public Task<Plan> UndoAsync(string runId, UndoOptions? options = null) =>
        _clock.DriveAsync(new UndoMaker(_client, Names, options ?? new UndoOptions()).MakeAsync(Data, runId, CancellationToken.None));

    public JsonObject Contact(string idOrEmail) => Emulator.State.GetContact(idOrEmail)!;

    public async ValueTask DisposeAsync()
    {
        Names.Dispose();
        _client.Dispose();
        await Emulator.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    private static async IAsyncEnumerable<UpdateRow> EachAsync(IReadOnlyList<UpdateRow> rows)
    {
        foreach (UpdateRow row in rows)
        {
            await Task.Yield();
            yield return row;
        }
    }

    private sealed class SilentGuide : IUpdateGuide
    {
        public Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken) => Task.FromResult(Approval.Send);

        public Task ReportAsync(UpdateResult result, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Note(string text)
        {
        }

        public void Warn(string text)
        {
        }
    }
}
