using ConstantContact.Core.Auth;
using ConstantContact.Core.Base;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>Updates against a service in memory. Latency is time of the fake clock.</summary>
public abstract class UpdateLab
{
    protected UpdateLab() => Service.Before = HalfwayAsync;

    private protected FakeService Service { get; } = new();

    private protected TestClock Clock { get; } = new();

    private protected RecordingGuide Guide { get; } = new();

    private protected MemoryLedger Memory { get; } = new();

    /// <summary>Latency in milliseconds, by request; null for none.</summary>
    private protected Func<string, int>? Latency { get; set; }

    private protected static string Id(int n) => $"1618ae62-4752-11e9-9c8a-{n:x12}";

    private protected string? Stored(int n, string member) => (string?)Service.Contacts[Id(n)][member];

    private protected static UpdateRow Row(
        int number,
        string? email,
        (string Column, string Value) change,
        string? contactId = null
    ) => UpdateRows.Of(number, email, change, contactId);

    private protected static IAsyncEnumerable<UpdateRow> Rows(IEnumerable<UpdateRow> rows) => UpdateRows.Arriving(rows);

    private protected ApiClient NewClient(int perSecond = 1000)
    {
        var settings = new ApiClientOptions
        {
            BaseUri = new Uri("http://127.0.0.1:9/v3"),
            RequestsPerSecond = perSecond,
            RequestsPerDay = 1_000_000,
            Allowances = new ProcessAllowances(),
        };
        Clock.AttemptTimeout = settings.AttemptTimeout;
        return new ApiClient(settings, new StaticTokenSource("token"), Clock, Service);
    }

    private protected Task<UpdateSummary> RunAsync(UpdateOptions options, params UpdateRow[] rows) =>
        RunAsync(options, 1000, rows);

    private protected Task<UpdateSummary> RunAsync(UpdateOptions options, RowLedger ledger, params UpdateRow[] rows) =>
        RunAsync(options, 1000, ledger, rows);

    private protected Task<UpdateSummary> RunAsync(UpdateOptions options, int perSecond, params UpdateRow[] rows) =>
        RunAsync(options, perSecond, RowLedger.None(Clock), rows);

    private async Task<UpdateSummary> RunAsync(
        UpdateOptions options,
        int perSecond,
        RowLedger ledger,
        IEnumerable<UpdateRow> rows
    )
    {
        Func<string, Task>? after = Service.After;
        Service.After = async what =>
        {
            await HalfwayAsync(what);
            await (after?.Invoke(what) ?? Task.CompletedTask);
        };
        using var client = NewClient(perSecond);
        using var names = new NameDirectory(client);
        var run = new UpdateRun(client, names, options, Guide, null, Clock, null, ledger);
        var summary = await Clock.DriveAsync(run.RunAsync(Rows(rows), CancellationToken.None));
        Assert.True(run.InputEnded);
        return summary;
    }

    /// <summary>Half of the latency passes before a request takes effect, half of it after that.</summary>
    private async Task<HttpResponseMessage?> HalfwayAsync(string what)
    {
        if (Latency?.Invoke(what) is > 0 and { } latency)
        {
            await Clock.WaitAsync(TimeSpan.FromMilliseconds(latency / 2), CancellationToken.None);
        }

        return null;
    }
}
