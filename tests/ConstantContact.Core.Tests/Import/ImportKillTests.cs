using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text.Json.Nodes;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Shared;
using Xunit.Abstractions;

namespace ConstantContact.Core.Tests.Import;

/// <summary>
/// A process that imports 20 chunks, from a file or as a stream, is killed (SIGKILL) and started again until it comes
/// to its end. <c>CC_IMPORT_KILLS</c> sets how many kills.
/// </summary>
public sealed class ImportKillTests(ITestOutputHelper output) : IDisposable
{
    private const int RowsPerChunk = 50;
    private const int Chunks = 20;

    private static readonly int Kills = CampaignSize.Of("CC_IMPORT_KILLS", 2);

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(20261125);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("file")]
    [InlineData("stream")]
    [InlineData("arrive")]
    public async Task An_import_that_is_killed_at_any_moment_and_resumed_ends_as_one_clean_run(string input)
    {
        var clean = await CleanRunAsync(input);
        int kills = 0,
            announced = 0,
            lost = 0,
            repeated = 0,
            sending = 0;
        for (var round = 0; kills < Kills; round++)
        {
            await using var emulator = await StartEmulatorAsync();
            var (path, rows) = Write(emulator, round);
            var home = Path.Combine(_folder.Path, $"home{round}");
            var format = round % 2 == 0 ? "Auto" : "Csv";
            string? end = null;
            HashSet<int> known = [];
            while (end is null)
            {
                // Limits the kills of one import, so that it can end.
                using var process = Start(home, emulator, path, format, input);
                Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
                if (kills < Kills && _random.Next(4) > 0)
                {
                    await WaitForAMomentAsync(emulator, clean.Duration);
                    process.Kill();
                    kills++;
                }

                var line = await process.StandardOutput.ReadToEndAsync();
                await process.WaitForExitAsync();
                end = line.StartsWith("done", StringComparison.Ordinal) ? line.Trim() : null;
                if (end is null)
                {
                    Assert.NotEqual(0, process.ExitCode);
                    var (taken, open) = Journal(home);
                    announced += open;
                    sending += taken.Count is > 0 and < Chunks || open > 0 ? 1 : 0;

                    // Known outcomes are still known.
                    Assert.Superset(known, taken);
                    known = taken;
                }
            }

            // Every chunk arrived, and no chunk of known outcome arrived again.
            var arrivals = Arrivals(emulator);
            Assert.Equal(Chunks, arrivals.Count);
            Assert.All(
                arrivals,
                a =>
                    Assert.True(
                        !known.Contains(a.Key) || a.Value == 1,
                        $"chunk {a.Key} was taken and sent {a.Value} times"
                    )
            );
            repeated += arrivals.Values.Sum() - Chunks;
            lost += rows - Sent(end);
            Assert.Equal(clean.End, end);
            Assert.Equal(clean.State, State(emulator));
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{input}: {kills} kills ({sending} between the first and the last chunk, {announced} with a chunk announced and of unknown outcome); chunks sent twice: {repeated}; rows lost: {lost}"
            )
        );
        Assert.Equal((0, 0), (repeated, lost));
    }

    private async Task<(string End, string State, TimeSpan Duration)> CleanRunAsync(string input)
    {
        await using var emulator = await StartEmulatorAsync();
        var (path, _) = Write(emulator, -1);
        using var process = Start(Path.Combine(_folder.Path, "clean"), emulator, path, "Auto", input);
        Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        var start = Stopwatch.GetTimestamp();
        var end = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        Assert.StartsWith("done 2 ", end, StringComparison.Ordinal);
        Assert.Equal(Chunks, Arrivals(emulator).Count);
        return (end, State(emulator), Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Waits either for a random time after the start or until a chunk arrives.</summary>
    private async Task WaitForAMomentAsync(EmulatorHost emulator, TimeSpan whole)
    {
        if (_random.Next(2) == 0)
        {
            await Task.Delay(whole * _random.NextDouble(), TimeProvider.System);
            return;
        }

        var arrived = new TaskCompletionSource();
        var chunks = _random.Next(1, Chunks);
        Task Count(object request)
        {
            if (Interlocked.Decrement(ref chunks) == 0)
            {
                arrived.TrySetResult();
            }

            return Task.CompletedTask;
        }

        using (
            _random.Next(2) == 0
                ? emulator.Intercept("POST /v3/activities/*", before: Count)
                : emulator.Intercept("POST /v3/activities/*", after: Count)
        )
        {
            // A resumed run may have fewer chunks left.
            await Task.WhenAny(arrived.Task, Task.Delay(whole, TimeProvider.System));
        }

        await Task.Delay(TimeSpan.FromMilliseconds(_random.NextDouble() * 10), TimeProvider.System);
    }

    private static Task<EmulatorHost> StartEmulatorAsync() =>
        EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Members = 60,
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.FromMilliseconds(50),
                Latency = TimeSpan.FromMilliseconds(2),
            }
        );

    /// <summary>New and known contacts, with some rows that are invalid, duplicate or held back.</summary>
    private (string Path, int Sent) Write(EmulatorHost emulator, int round)
    {
        string[] deleted =
        [
            .. emulator.State.Contacts.Where(c => c.ContainsKey("deleted_at")).Select(Address).OfType<string>(),
        ];
        string[] known =
        [
            .. emulator
                .State.Contacts.Where(c =>
                    !c.ContainsKey("deleted_at")
                    && (string?)c["email_address"]?["permission_to_send"] is "implicit" or "explicit"
                )
                .Select(Address)
                .OfType<string>(),
        ];
        var path = Path.Combine(_folder.Path, $"rows{round}.csv");
        using var file = new StreamWriter(path);
        file.Write("email,first_name,birthday_month,birthday_day\n");
        const int Sent = (Chunks * RowsPerChunk) - 7;
        for (var i = 0; i < Sent; i++)
        {
            var address =
                i % 40 == 7 && i / 40 < known.Length
                    ? known[i / 40]
                    : string.Create(CultureInfo.InvariantCulture, $"person{i}@example.com");
            file.Write(
                string.Create(CultureInfo.InvariantCulture, $"{address},\"Zoë, {i}\",{(i % 12) + 1},{(i % 28) + 1}\n")
            );
            file.Write(
                (i % 60) switch
                {
                    3 => "no address,X,1,1\n",
                    13 => string.Create(CultureInfo.InvariantCulture, $"PERSON{i}@example.com,Double,1,1\n"),
                    23 when i / 60 < deleted.Length => $"{deleted[i / 60]},Gone,1,1\n",
                    33 => string.Create(CultureInfo.InvariantCulture, $"person{i}x@example.com,Half,,1\n"),
                    _ => "",
                }
            );
        }

        return (path, Sent);
    }

    private static string? Address(JsonObject contact) => (string?)contact["email_address"]?["address"];

    private static int Sent(string end) => int.Parse(end.Split(' ')[^1], CultureInfo.InvariantCulture);

    /// <summary>The number of arrivals of each chunk, by its place in the file.</summary>
    private static Dictionary<int, int> Arrivals(EmulatorHost emulator)
    {
        RequestLogEntry[] posts = [.. emulator.Requests.Entries.Where(e => e.Method == "POST" && e.Wrote)];
        int[] places = [.. posts.Select(p => FirstPerson(p.Body))];
        int[] order = [.. places.Distinct().Order()];
        return places.GroupBy(p => Array.IndexOf(order, p) + 1).ToDictionary(g => g.Key, g => g.Count());
    }

    /// <summary>Names are in the order of the file.</summary>
    private static int FirstPerson(string body)
    {
        var at = body.IndexOf("Zoë, ", StringComparison.Ordinal) + 5;
        return int.Parse(string.Concat(body.Skip(at).TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture);
    }

    private static (HashSet<int> Taken, int Open) Journal(string home)
    {
        var path = Path.Combine(home, "runs", "killed", "journal.jsonl");
        HashSet<int> taken = [],
            open = [];
        foreach (var line in File.Exists(path) ? File.ReadAllText(path).Split('\n')[..^1] : [])
        {
            var entry = JsonNode.Parse(line)!;
            var chunk = (int)entry["chunk"]!;
            switch ((string?)entry["event"])
            {
                case "sending":
                    open.Add(chunk);
                    break;
                case "taken":
                    taken.Add(chunk);
                    open.Remove(chunk);
                    break;
                case "not-taken":
                    open.Remove(chunk);
                    break;
            }
        }

        return (taken, open.Count);
    }

    /// <summary>All contacts without ids and times.</summary>
    private static string State(EmulatorHost emulator) =>
        string.Join(
            '\n',
            emulator
                .State.Contacts.OrderBy(Address, StringComparer.Ordinal)
                .Select(c =>
                {
                    Strip(c);
                    return c.ToJsonString();
                })
        );

    private static void Strip(JsonNode? node)
    {
        if (node is JsonObject members)
        {
            foreach (
                var name in members
                    .Select(m => m.Key)
                    .Where(k =>
                        k.EndsWith("_at", StringComparison.Ordinal)
                        || k is "contact_id" or "opt_in_date" or "opt_out_date"
                    )
                    .ToArray()
            )
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

    private static Process Start(string home, EmulatorHost emulator, string path, string format, string input) =>
        Probe.Start(
            "ImportProbe",
            home,
            emulator.BaseUri.AbsoluteUri,
            path,
            (string)emulator.State.Lists[0]["list_id"]!,
            "killed",
            format,
            RowsPerChunk.ToString(CultureInfo.InvariantCulture),
            input
        );
}
