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
        (Outcome clean, TimeSpan duration) = await CleanRunAsync(file, what);
        int kills = 0, early = 0, doubts = 0;
        for (var round = 0; kills < Kills; round++)
        {
            await using EmulatorHost emulator = await StartEmulatorAsync();
            string home = Path.Combine(_folder, $"home{round}");
            for (var ended = false; !ended;)
            {
                using Process process = Start(home, emulator, file, what);
                Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
                if (kills < Kills && _random.Next(5) > 0)
                {
                    await Task.Delay(duration * _random.NextDouble(), TimeProvider.System);
                    process.Kill();
                    kills++;
                }

                ended = (await process.StandardOutput.ReadToEndAsync()).Contains("done", StringComparison.Ordinal);
                await process.WaitForExitAsync();
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

    private static Task<EmulatorHost> StartEmulatorAsync() => EmulatorHost.StartAsync(new EmulatorOptions { Members = 40, Rate = 0, Quota = 0, Latency = TimeSpan.FromMilliseconds(10), ActivityDuration = TimeSpan.FromMilliseconds(50) });

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

    private async Task<(Outcome Outcome, TimeSpan Duration)> CleanRunAsync(string file, string what)
    {
        await using EmulatorHost emulator = await StartEmulatorAsync();
        string home = Path.Combine(_folder, "clean");
        using Process process = Start(home, emulator, file, what);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        long start = Stopwatch.GetTimestamp();
        Assert.Contains("done", await process.StandardOutput.ReadToEndAsync(), StringComparison.Ordinal);
        TimeSpan duration = Stopwatch.GetElapsedTime(start);
        await process.WaitForExitAsync();
        return (Look(emulator, home), duration);
    }

    private static Outcome Look(EmulatorHost emulator, string home)
    {
        string[] report = File.ReadAllLines(Path.Combine(home, "report.jsonl"));
        return new Outcome(
            string.Join('\n', emulator.State.Contacts.Select(c => Stripped(c)).Order(StringComparer.Ordinal)),
            string.Join('\n', report.SkipLast(1).Select(l => Stripped(JsonNode.Parse(l)!))),
            string.Join('\n', Lines(home, "changes.jsonl").Select(l => JsonNode.Parse(l)!).GroupBy(c => (long)c["position"]!).OrderBy(g => g.Key).Select(g => Stripped(g.Last()))),
            emulator.Requests.Entries.Count(e => e.Wrote));
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

    private sealed record Outcome(string State, string Report, string Changes, int Writes);
}
