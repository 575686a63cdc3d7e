using System;
using System.Diagnostics;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Hosting;

public sealed class EmulatorHostTests
{
    [Fact]
    public async Task Many_hosts_live_side_by_side()
    {
        var hosts = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => EmulatorHost.StartAsync()));
        Assert.Equal(20, hosts.Select(h => h.BaseUri).Distinct().Count());
        foreach (var host in hosts)
        {
            using var client = new Client(host);
            (await client.GetAsync("/contacts")).Is(200);
            Assert.Equal("/v3", host.BaseUri.AbsolutePath);
        }

        await Task.WhenAll(hosts.Select(h => h.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task Concurrent_requests_lose_nothing()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { Rate = 0 });
        using var client = new Client(emulator);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    client.PostAsync(
                        "/contacts",
                        new JsonObject
                        {
                            ["create_source"] = "Account",
                            ["email_address"] = new JsonObject { ["address"] = $"m{i % 100}@example.com" },
                        }
                    )
                )
        );
        Assert.Equal(100, answers.Count(a => a.Status == 201));
        Assert.Equal(100, answers.Count(a => a.Status == 409));
        Assert.Equal(100, emulator.State.ContactCount);
        Assert.Equal(
            Enumerable.Range(1, 200).Select(n => (long)n),
            emulator.Requests.Entries.Select(e => e.Sequence).Order()
        );
    }

    [Fact]
    public async Task Seed_that_is_no_state_is_refused()
    {
        await Assert.ThrowsAsync<FormatException>(() =>
            EmulatorHost.StartAsync(new EmulatorOptions { Seed = new JsonArray() })
        );
    }
}
