using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ConstantContact.Core.Tests.Runs;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Shared;
using Xunit.Abstractions;

namespace ConstantContact.Core.Tests.Support;

/// <summary>
/// A process that works on a run is killed (SIGKILL) at random moments and gone on with until it ends: contacts, report
/// and change record equal those of one clean run.
/// </summary>
/// <param name="output">Gets a line for each campaign.</param>
/// <param name="variable">The environment variable that says how many kills.</param>
/// <param name="usual">How many without it.</param>
public abstract class KillTests(ITestOutputHelper output, string variable, int usual) : IDisposable
{
    private const string RunId = "killed";

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    private static readonly Regex MomentPattern = new(
        "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z?",
        RegexOptions.Compiled | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1)
    );

    private readonly int _kills = CampaignSize.Of(variable, usual);

    private readonly string _folder = Directory.CreateTempSubdirectory("kills-").FullName;
    private readonly Random _random = new(7);

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <param name="what">The work, as the probe names it.</param>
    /// <param name="write">The rows, as the text of a CSV file.</param>
    /// <param name="target">What the probe works on, in the data folder of the run.</param>
    /// <param name="first">Work that comes before and is not killed; null for none.</param>
    /// <returns>The outcome of a clean run, and of each that was killed.</returns>
    private protected async Task<(Outcome Clean, IReadOnlyList<Outcome> Killed)> KillAsync(
        string what,
        Func<EmulatorHost, string> write,
        Func<EmulatorHost, string, string> target,
        (string What, string RunId, string Target)? first = null
    )
    {
        var clean = await CleanRunAsync(what, write, target, first);
        List<Outcome> outcomes = [];
        int kills = 0,
            early = 0,
            doubts = 0;
        for (var round = 0; kills < _kills; round++)
        {
            await using var emulator = await StartEmulatorAsync();
            var home = await PrepareAsync($"home{round}", emulator, write, first);
            for (var ended = false; !ended; )
            {
                using var process = Start(home, emulator, RunId, what, target(emulator, home));
                Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
                var isKilled = kills < _kills && _random.Next(5) > 0;
                if (isKilled)
                {
                    await WaitForAMomentAsync(emulator, clean.Requests - emulator.Requests.Count, process);
                    process.Kill();
                }

                ended = (await process.StandardOutput.ReadToEndAsync()).Contains("done", StringComparison.Ordinal);
                await process.WaitForExitAsync();
                Assert.True(ended || isKilled, "The process ended before its work did.");
                kills += isKilled && !ended ? 1 : 0;
                var announced = Lines(home, "changes.jsonl").Length;
                early += !ended && announced == 0 ? 1 : 0;
                doubts += !ended && announced > Lines(home, "rows.jsonl").Count(IsWritten) ? 1 : 0;
            }

            var again = Look(emulator, home);
            Assert.Equal(clean.State, again.State);
            Assert.Equal(clean.Report.Split('\n'), again.Report.Split('\n'));
            Assert.Equal(clean.Changes, again.Changes);
            outcomes.Add(again);
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {kills} kills, {early} before the first write, {doubts} with a write in doubt; writes of a run: {clean.Writes}"
            )
        );
        return (clean, outcomes);
    }

    private static Task<EmulatorHost> StartEmulatorAsync() =>
        EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Members = 40,
                Rate = 0,
                Quota = 0,
                Latency = Latency,
                ActivityDuration = TimeSpan.FromMilliseconds(50),
            }
        );

    /// <summary>
    /// Waits until one of the remaining requests arrives or is answered and a little longer, or until the process ends.
    /// </summary>
    private async Task WaitForAMomentAsync(EmulatorHost emulator, int left, Process process)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var requests = _random.Next(1, Math.Max(2, left + 1));
        Task Count(object request)
        {
            if (Interlocked.Decrement(ref requests) == 0)
            {
                reached.TrySetResult();
            }

            return Task.CompletedTask;
        }

        using (
            _random.Next(2) == 0
                ? emulator.Intercept("* /v3/*", before: Count)
                : emulator.Intercept("* /v3/*", after: Count)
        )
        {
            await Task.WhenAny(reached.Task, process.WaitForExitAsync());
        }

        await Task.Delay(Latency * _random.NextDouble(), TimeProvider.System);
    }

    private static bool IsWritten(string line) =>
        line.Contains("\"outcome\":\"Updated\"", StringComparison.Ordinal)
        || line.Contains("\"outcome\":\"Created\"", StringComparison.Ordinal)
        || line.Contains("\"outcome\":\"Applied\"", StringComparison.Ordinal);

    private async Task<Outcome> CleanRunAsync(
        string what,
        Func<EmulatorHost, string> write,
        Func<EmulatorHost, string, string> target,
        (string What, string RunId, string Target)? first
    )
    {
        await using var emulator = await StartEmulatorAsync();
        var home = await PrepareAsync("clean", emulator, write, first);
        await EndAsync(Start(home, emulator, RunId, what, target(emulator, home)));
        return Look(emulator, home);
    }

    private async Task<string> PrepareAsync(
        string name,
        EmulatorHost emulator,
        Func<EmulatorHost, string> write,
        (string What, string RunId, string Target)? first
    )
    {
        var home = Path.Combine(_folder, name);
        Directory.CreateDirectory(home);
        await File.WriteAllTextAsync(Path.Combine(home, "rows.csv"), write(emulator));
        if (first is { } before)
        {
            await EndAsync(Start(home, emulator, before.RunId, before.What, Path.Combine(home, before.Target)));
            emulator.Requests.Clear();
        }

        return home;
    }

    private static async Task EndAsync(Process process)
    {
        using (process)
        {
            Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
            Assert.Contains("done", await process.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
            await process.WaitForExitAsync();
        }
    }

    private static Outcome Look(EmulatorHost emulator, string home)
    {
        var report = File.ReadAllLines(Path.Combine(home, "report.jsonl"));
        RequestLogEntry[] writes = [.. emulator.Requests.Entries.Where(static e => e.Wrote)];
        return new Outcome(
            string.Join('\n', emulator.State.Contacts.Select(Stripped).Order(StringComparer.Ordinal)),
            string.Join('\n', report.SkipLast(1).Select(static l => Stripped(JsonNode.Parse(l)!))),
            string.Join(
                '\n',
                Lines(home, "changes.jsonl")
                    .Select(static l => JsonNode.Parse(l)!)
                    .GroupBy(static c => (long)c["position"]!)
                    .OrderBy(static g => g.Key)
                    .Select(static g => Stripped(g.Last()))
            ),
            writes.Length,
            emulator.Requests.Count,
            [.. writes.SelectMany(e => SentWrites.Of(e, emulator.State)).Order(StringComparer.Ordinal)]
        );
    }

    private static string[] Lines(string home, string name)
    {
        var path = Path.Combine(home, "runs", RunId, name);
        return File.Exists(path) ? File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>Without times and ids that the service makes, and without hashes of what has such.</summary>
    private static string Stripped(JsonNode node)
    {
        Strip(node);
        return MomentPattern.Replace(node.ToJsonString(), "(moment)");
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (
                var name in members
                    .Select(static m => m.Key)
                    .Where(static k =>
                        k.EndsWith("_at", StringComparison.Ordinal)
                        || k
                            is "at"
                                or "key"
                                or "activity_id"
                                or "contact_id"
                                or "note_id"
                                or "opt_in_date"
                                or "opt_out_date"
                    )
                    .ToArray()
            )
            {
                members.Remove(name);
            }

            members.ToList().ForEach(static m => Strip(m.Value));
        }
        else if (node is JsonArray items)
        {
            items.ToList().ForEach(Strip);
        }
    }

    private static Process Start(string home, EmulatorHost emulator, string runId, string what, string target) =>
        Probe.Start(
            "ImportProbe",
            "update",
            home,
            emulator.BaseUri.AbsoluteUri,
            Path.Combine(home, "rows.csv"),
            runId,
            Path.Combine(home, runId == RunId ? "report.jsonl" : $"{runId}.jsonl"),
            what,
            target
        );

    /// <param name="State">The contacts of the account.</param>
    /// <param name="Report">The lines of the report.</param>
    /// <param name="Changes">The last announcement of each row.</param>
    /// <param name="Writes">Requests that wrote.</param>
    /// <param name="Requests">All of its requests.</param>
    /// <param name="Sent">Each write of each contact, by route.</param>
    private protected sealed record Outcome(
        string State,
        string Report,
        string Changes,
        int Writes,
        int Requests,
        IReadOnlyList<string> Sent
    );
}
