using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;
using ConstantContact.Tests.Shared;
using Xunit.Abstractions;

namespace ConstantContact.Emulator.Tests.Persistence;

/// <summary>
/// Kills the process in the middle of writes, starts it again on the same folder, and checks everything that it had
/// acknowledged. <c>CC_KILL_ROUNDS</c> sets the number of kills.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Writers = 4;

    private static readonly int Rounds = CampaignSize.Of("CC_KILL_ROUNDS", 2);

    [Fact]
    public async Task Every_acknowledged_write_is_there_after_a_kill_at_any_moment()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(20261125);
        var writers = Enumerable.Range(0, Writers).Select(n => new Writer(n)).ToList();
        var acknowledged = 0;
        for (var round = 0; round < Rounds; round++)
        {
            using var emulator = await EmulatorProcess.StartAsync(
                "--data",
                folder.Path,
                "--members",
                "200",
                "--rate",
                "0",
                "--quota",
                "0",
                "--activity-duration",
                "00:00:00.05"
            );
            using var http = new HttpClient { BaseAddress = emulator.Root };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "emulator");
            await Task.WhenAll(writers.Select(w => w.CheckAsync(http)));
            using var end = new CancellationTokenSource();
            using var written = new SemaphoreSlim(0);
            var writing = writers.Select(w => w.WriteAsync(http, written, end.Token)).ToList();

            // Kills after a number of answers, so that a slow machine is also killed during writes, and a little later,
            // so that any moment of a write is possible.
            for (var more = random.Next(1, 80); more > 0; more--)
            {
                Assert.True(await written.WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None));
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(random.NextDouble() * 10),
                TimeProvider.System,
                CancellationToken.None
            );
            emulator.Kill();
            await end.CancelAsync();
            acknowledged += (await Task.WhenAll(writing)).Sum();
        }

        using (var last = await EmulatorProcess.StartAsync("--data", folder.Path, "--rate", "0", "--quota", "0"))
        {
            using var http = new HttpClient { BaseAddress = last.Root };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "emulator");
            await Task.WhenAll(writers.Select(w => w.CheckAsync(http)));
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Rounds} kills, {acknowledged} acknowledged writes, none lost; journal and snapshot: {Directory.EnumerateFiles(folder.Path).Sum(f => new FileInfo(f).Length)} bytes"
            )
        );
        Assert.True(acknowledged > 0);
    }

    /// <summary>One client with contacts of its own, which knows what it was told.</summary>
    private sealed class Writer(int number)
    {
        // Address → first name that was acknowledged, and the one that was sent last and perhaps not answered.
        private readonly Dictionary<string, (string? Acknowledged, string? Sent, string? Id)> _known = new(
            StringComparer.Ordinal
        );
        private int _next;

        internal async Task<int> WriteAsync(HttpClient http, SemaphoreSlim written, CancellationToken end)
        {
            var acknowledged = 0;
            try
            {
                while (!end.IsCancellationRequested)
                {
                    await OneAsync(http);
                    acknowledged++;
                    written.Release();
                }
            }
            catch (Exception broken) when (broken is HttpRequestException or IOException)
            {
                // The process is gone.
            }

            return acknowledged;
        }

        internal async Task CheckAsync(HttpClient http)
        {
            foreach (var (address, (acknowledged, sent, _)) in _known.ToList())
            {
                using var answer = await http.GetAsync(
                    new Uri($"/v3/contacts?status=all&email={address}", UriKind.Relative)
                );
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                var found = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["contacts"]!.AsArray();
                var name = found.Count == 0 ? null : (string?)found[0]!["first_name"];
                Assert.True(
                    name == acknowledged || name == sent,
                    $"{address}: acknowledged '{acknowledged}', sent '{sent}', found '{name}'"
                );

                // Later checks build on what was found.
                _known[address] = (name, name, found.Count == 0 ? null : (string?)found[0]!["contact_id"]);
            }
        }

        private async Task OneAsync(HttpClient http)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"v{_next++}");
            var address = string.Create(CultureInfo.InvariantCulture, $"w{number}-{_next % 50}@example.com");
            var (acknowledged, _, id) = _known.GetValueOrDefault(address);
            _known[address] = (acknowledged, name, id);
            var body = new JsonObject
            {
                ["first_name"] = name,
                [id is null ? "create_source" : "update_source"] = "Account",
                ["email_address"] = new JsonObject { ["address"] = address, ["permission_to_send"] = "implicit" },
            };
            using var content = Client.Json(body);
            using var answer = id is null
                ? await http.PostAsync(new Uri("/v3/contacts", UriKind.Relative), content)
                : await http.PutAsync(new Uri($"/v3/contacts/{id}", UriKind.Relative), content);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            _known[address] = (name, name, (string?)JsonNode.Parse(text)!["contact_id"]);
        }
    }
}
