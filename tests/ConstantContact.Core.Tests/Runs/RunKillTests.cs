using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Reflection;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using Xunit.Abstractions;

namespace ConstantContact.Core.Tests.Runs;

/// <summary>
/// A process that updates, tags or deletes contacts, or puts them on a list, is killed (SIGKILL) at random moments and gone on with until it ends: contacts, report and change
/// record equal those of one clean run. <c>CC_RUN_KILLS</c> says how many kills; docs/testing.md.
/// </summary>
public sealed class RunKillTests(ITestOutputHelper output) : IDisposable
{
    private const int Rows = 40;

    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("CC_RUN_KILLS") ?? "3", CultureInfo.InvariantCulture);

    private readonly string _folder = Directory.CreateTempSubdirectory("update-kills-").FullName;
    private readonly Random _random = new(7);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("update", Rows)]
    [InlineData("list", Rows)]
    [InlineData("tag", Rows)]
    [InlineData("delete", Rows)]
    [InlineData("delete", 5)]
    public async Task Killed_run_that_is_gone_on_with_equals_one_clean_run(string what, int rows)
    {
        string file = Path.Combine(_folder, "rows.csv");
        Write(file, what, rows);
        Outcome clean = await CleanRunAsync(file, what);
        int kills = 0, early = 0, doubts = 0;
        for (var round = 0; kills < Kills; round++)
        {
            await using EmulatorHost emulator = await StartEmulatorAsync();
            string home = Path.Combine(_folder, $"home{round}");
            for (var ended = false; !ended;)
            {
                using Process process = Start(home, emulator, file, what);
                Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
                bool isKilled = kills < Kills && _random.Next(5) > 0;
                if (isKilled)
                {
                    await WaitForAMomentAsync(emulator, clean.Requests - emulator.Requests.Count, process);
                    process.Kill();
                }

                ended = (await process.StandardOutput.ReadToEndAsync()).Contains("done", StringComparison.Ordinal);
                await process.WaitForExitAsync();
                kills += isKilled && !ended ? 1 : 0;
                early += !ended && Lines(home, "changes.jsonl").Length == 0 ? 1 : 0;
                doubts += ended ? 0 : Lines(home, "changes.jsonl").Length > Lines(home, "rows.jsonl").Count(l => l.Contains("\"outcome\":\"Updated\"", StringComparison.Ordinal) || l.Contains("\"outcome\":\"Created\"", StringComparison.Ordinal)) ? 1 : 0;
            }

            Outcome again = Look(emulator, home);
            Assert.Equal(clean.State, again.State);
            Assert.Equal(clean.Report, again.Report);
            Assert.Equal(clean.Changes, again.Changes);

            // A job that may have been taken is sent again, which changes nothing; an update is looked at instead.
            Assert.Equal(what == "update" ? clean.Writes : again.Writes, again.Writes);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {kills} kills, {early} before the first write, {doubts} with a write in doubt; writes of a run: {clean.Writes}"));
    }

    /// <summary>Until one of the requests that are left arrives or is answered, and a little longer; or until the process ends.</summary>
    private async Task WaitForAMomentAsync(EmulatorHost emulator, int left, Process process)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int requests = _random.Next(1, Math.Max(2, left + 1));
        Task Count(object request)
        {
            if (Interlocked.Decrement(ref requests) == 0)
            {
                reached.TrySetResult();
            }

            return Task.CompletedTask;
        }

        using (_random.Next(2) == 0 ? emulator.Intercept("* /v3/*", before: Count) : emulator.Intercept("* /v3/*", after: Count))
        {
            await Task.WhenAny(reached.Task, process.WaitForExitAsync());
        }

        await Task.Delay(Latency * _random.NextDouble(), TimeProvider.System);
    }

    private static Task<EmulatorHost> StartEmulatorAsync() => EmulatorHost.StartAsync(new EmulatorOptions { Members = 40, Rate = 0, Quota = 0, Latency = Latency, ActivityDuration = TimeSpan.FromMilliseconds(50) });

    /// <summary>Names, addresses, notes, creations, nobody's look, and several rows about one contact.</summary>
    private static void Write(string path, string what, int rows)
    {
        using var file = new StreamWriter(path);
        if (what != "update")
        {
            file.Write("email\n" + string.Concat(Enumerable.Range(1, rows).Select(static i => $"member{i}@example.com\n")));
            return;
        }

        file.Write("email,first_name,new_email_address,add_note,job_title\n");
        for (var i = 1; i <= Rows; i++)
        {
            string n = i.ToString(CultureInfo.InvariantCulture);
            file.Write((i % 5) switch
            {
                0 => $"member{n}@example.com,Zoë {n},,,\n",
                1 => $"member{n}@example.com,,moved{n}@example.com,,\n",
                2 => $"member{n}@example.com,,,called {n},\n",
                3 => $"new{n}@example.com,New {n},,,Pilot\n",
                _ => $"member2@example.com,,,,Pilot {n}\n",
            });
        }
    }

    private async Task<Outcome> CleanRunAsync(string file, string what)
    {
        await using EmulatorHost emulator = await StartEmulatorAsync();
        string home = Path.Combine(_folder, "clean");
        using Process process = Start(home, emulator, file, what);
        Assert.Contains("done", await process.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        await process.WaitForExitAsync();
        return Look(emulator, home);
    }

    private static Outcome Look(EmulatorHost emulator, string home)
    {
        string[] report = File.ReadAllLines(Path.Combine(home, "report.jsonl"));
        return new Outcome(
            string.Join('\n', emulator.State.Contacts.Select(c => Stripped(c)).Order(StringComparer.Ordinal)),
            string.Join('\n', report.SkipLast(1).Select(l => Stripped(JsonNode.Parse(l)!))),
            string.Join('\n', Lines(home, "changes.jsonl").Select(l => JsonNode.Parse(l)!).GroupBy(c => (long)c["position"]!).OrderBy(g => g.Key).Select(g => Stripped(g.Last()))),
            emulator.Requests.Entries.Count(e => e.Wrote),
            emulator.Requests.Count);
    }

    private static string[] Lines(string home, string name)
    {
        string path = Path.Combine(home, "runs", "killed", name);
        return File.Exists(path) ? File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    /// <summary>Without times and without ids that the service makes.</summary>
    private static string Stripped(JsonNode node)
    {
        Strip(node);
        return node.ToJsonString();
    }

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (string name in members.Select(m => m.Key).Where(k => k.EndsWith("_at", StringComparison.Ordinal) || k is "at" or "activity_id" or "contact_id" or "note_id" or "opt_in_date" or "opt_out_date").ToArray())
            {
                members.Remove(name);
            }

            members.ToList().ForEach(m => Strip(m.Value));
        }
        else if (node is JsonArray items)
        {
            items.ToList().ForEach(Strip);
        }
    }

    private static Process Start(string home, EmulatorHost emulator, string file, string what)
    {
        Directory.CreateDirectory(home);
        string probe = typeof(RunKillTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "ImportProbe").Value!;
        string target = (string)(what == "tag" ? emulator.State.Tags[0]["tag_id"] : emulator.State.Lists[0]["list_id"])!;
        return Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            ArgumentList = { "exec", probe, "update", home, emulator.BaseUri.AbsoluteUri, file, "killed", Path.Combine(home, "report.jsonl"), what, target },
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
    }

    private sealed record Outcome(string State, string Report, string Changes, int Writes, int Requests);
}
