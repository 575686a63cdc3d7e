using System;
using System.Linq;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

/// <summary>Limits under load and over time, by a clock that stands until it is moved.</summary>
public sealed class FrozenClockTests : EmulatorTest
{
    public FrozenClockTests()
    {
        Options.IsFrozen = true;
        Options.FrozenAt = new DateTimeOffset(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);
        Options.Tokens.Add("emulator:one");
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(0, 10_000)]
    [InlineData(4, 3)]
    public async Task S08_Requests_at_one_instant_are_let_through_to_the_last_one_that_is_allowed(int rate, int quota)
    {
        (Options.Rate, Options.Quota) = (rate, quota);
        var allowed =
            quota == 0 ? rate
            : rate == 0 ? quota
            : Math.Min(rate, quota);
        var statuses = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(async _ =>
                {
                    var passed = 0;
                    for (var at = 0; at < (allowed / 16) + 5; at++)
                    {
                        passed += (await Client.GetAsync("/account/user/privileges")).Status == 200 ? 1 : 0;
                    }

                    return passed;
                })
        );
        Assert.Equal(allowed, statuses.Sum());
        Assert.Equal(allowed, (int)(await Client.ControlAsync("GET", "counters")).Object["one"]!);
    }

    [Fact]
    public async Task S08_The_quota_comes_back_at_midnight_UTC_and_not_before()
    {
        (Options.Rate, Options.Quota) = (0, 2);
        (await Client.GetAsync("/contacts")).Is(200);
        (await Client.GetAsync("/contacts")).Is(200);
        (await Client.GetAsync("/contacts")).Is(429);
        await AdvanceAsync("14:59:59");
        (await Client.GetAsync("/contacts")).Is(429);
        await AdvanceAsync("00:00:01");
        (await Client.GetAsync("/contacts")).Is(200);
    }

    /// <summary>
    /// Each request has its own fault and all later ones. The answer shows which fault is checked first.
    /// </summary>
    [Fact]
    public async Task S08_Token_comes_before_quota_quota_before_rate_rate_before_privileges_and_those_before_the_resource()
    {
        (Options.Rate, Options.Quota) = (1, 2);
        Options.Privileges.Clear();
        using var expired = new Client(Emulator, "expired");

        (await Ask(Client)).Is(403);
        Assert.Contains("throttled", (await Ask(Client)).Is(429).Text, StringComparison.Ordinal);
        await AdvanceAsync("00:00:01");
        (await Ask(Client)).Is(403);
        Assert.Contains("quota_exceeded", (await Ask(Client)).Is(429).Text, StringComparison.Ordinal);
        (await Ask(expired)).Is(401);

        Options.Quota = 0;
        await AdvanceAsync("00:00:01");
        Options.Privileges.Add("contacts:write");
        (await Ask(Client)).Is(415);

        static async Task<Answer> Ask(Client client)
        {
            using var content = new StringContent("no JSON", Encoding.UTF8, "text/plain");
            return await client.SendAsync("POST", "/contacts", content);
        }
    }

    [Fact]
    public async Task S09_The_queue_takes_a_thousand_at_one_instant_and_has_room_again_when_they_are_done()
    {
        var contact = await Client.AddContactAsync("a@example.com");
        var body = new JsonObject { ["contact_ids"] = Texts(contact) };
        var accepted = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    var count = 0;
                    for (var at = 0; at < 130; at++)
                    {
                        count +=
                            (await Client.PostAsync("/activities/contact_delete", body.DeepClone())).Status == 201
                                ? 1
                                : 0;
                    }

                    return count;
                })
        );
        Assert.Equal(1000, accepted.Sum());
        await AdvanceAsync("00:00:09");
        (await Client.PostAsync("/activities/contact_delete", body)).Is(429);
        await AdvanceAsync("00:00:01");
        (await Client.PostAsync("/activities/contact_delete", body)).Is(201);
    }

    [Fact]
    public async Task S04_A_refresh_token_that_rests_for_more_than_180_days_is_dead()
    {
        using var app = new SignInClient(Emulator);
        var (_, rested) = Emulator.Authorization.SignIn("emulator-public");
        var (_, dead) = Emulator.Authorization.SignIn("emulator-public");
        await AdvanceAsync("4320:00:00");
        (await app.RefreshAsync(rested)).Is(200);
        await AdvanceAsync("00:00:01");
        Assert.Contains("invalid_grant", (await app.RefreshAsync(dead)).Is(400).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task S31_The_collection_of_activities_forgets_after_ten_days()
    {
        (await Client.PostAsync("/activities/contact_exports", new JsonObject())).Is(201);
        await AdvanceAsync("240:00:00");
        Assert.Single((await Client.GetAsync("/activities")).Object["activities"]!.AsArray());
        await AdvanceAsync("00:00:01");
        Assert.Empty((await Client.GetAsync("/activities")).Object["activities"]!.AsArray());
    }

    private async Task AdvanceAsync(string by) =>
        (await Client.ControlAsync("POST", "clock", $$"""{"advance":"{{by}}"}""")).Is(200);
}
