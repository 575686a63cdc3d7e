using System;
using System.Linq;
using System.Threading.Tasks;
using ConstantContact.Emulator.Limits;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

public sealed class AllowanceTests : EmulatorTest
{
    public override Task InitializeAsync()
    {
        foreach (var token in new[] { "emulator:one", "second:one", "other:two" })
        {
            Options.Tokens.Add(token);
        }

        return base.InitializeAsync();
    }

    [Fact]
    public async Task S08_Fifth_request_within_a_second_is_throttled_with_a_bare_object_and_no_hint()
    {
        Options.Rate = 4;
        for (var i = 0; i < 4; i++)
        {
            (await Client.GetAsync("/contacts/counts")).Is(200);
        }

        var refused = (await Client.GetAsync("/contacts/counts")).Is(429);
        Assert.Equal("""{"error_key":"throttled","error_message":"Too Many Requests"}""", refused.Text);
        Assert.DoesNotContain(
            refused.Message.Headers,
            h =>
                h.Key.Contains("Retry", StringComparison.OrdinalIgnoreCase)
                || h.Key.Contains("Rate", StringComparison.OrdinalIgnoreCase)
        );
        Time.Advance(TimeSpan.FromSeconds(1));
        (await Client.GetAsync("/contacts/counts")).Is(200);
    }

    [Theory]
    [InlineData(RateWindow.Sliding, 429)]
    [InlineData(RateWindow.Fixed, 200)]
    public async Task S08_A_new_second_of_the_clock_helps_only_in_a_fixed_window(RateWindow window, int status)
    {
        Options.Rate = 2;
        Options.Window = window;
        Time.Advance(TimeSpan.FromMilliseconds(900));
        (await Client.GetAsync("/contacts/counts")).Is(200);
        (await Client.GetAsync("/contacts/counts")).Is(200);
        Time.Advance(TimeSpan.FromMilliseconds(200));
        (await Client.GetAsync("/contacts/counts")).Is(status);
    }

    [Fact]
    public async Task S08_Request_beyond_the_daily_quota_is_quota_exceeded_until_midnight_UTC()
    {
        Options.Quota = 3;
        for (var i = 0; i < 3; i++)
        {
            (await Client.GetAsync("/contacts/counts")).Is(200);
        }

        var refused = (await Client.GetAsync("/contacts/counts")).Is(429);
        Assert.Equal("""{"error_key":"quota_exceeded","error_message":"Limit Exceeded"}""", refused.Text);
        Time.Now = new DateTimeOffset(2026, 5, 4, 23, 59, 59, TimeSpan.Zero);
        (await Client.GetAsync("/contacts/counts")).Is(429);
        Time.Advance(TimeSpan.FromSeconds(1));
        (await Client.GetAsync("/contacts/counts")).Is(200);
    }

    [Fact]
    public async Task S08_Tokens_of_one_client_id_share_the_allowance_and_others_do_not()
    {
        Options.Rate = 1;
        using var second = new Client(Emulator, "second");
        using var other = new Client(Emulator, "other");
        (await Client.GetAsync("/contacts/counts")).Is(200);
        (await second.GetAsync("/contacts/counts")).Is(429);
        (await other.GetAsync("/contacts/counts")).Is(200);
    }

    [Fact]
    public async Task S09_Activity_past_a_thousand_queued_ones_is_429_of_its_own()
    {
        var list = await Client.AddListAsync("News");
        var body = new System.Text.Json.Nodes.JsonObject
        {
            ["import_data"] = new System.Text.Json.Nodes.JsonArray(
                new System.Text.Json.Nodes.JsonObject { ["email"] = "a@example.com" }
            ),
            ["list_ids"] = Texts(list),
        };
        foreach (var _ in Enumerable.Range(0, 1000))
        {
            (await Client.PostAsync("/activities/contacts_json_import", body)).Is(201);
        }

        var refused = (await Client.PostAsync("/activities/contacts_json_import", body)).Is(429);
        Assert.DoesNotContain("throttled", refused.Text, StringComparison.Ordinal);
        Time.Advance(TimeSpan.FromSeconds(10));
        (await Client.PostAsync("/activities/contacts_json_import", body)).Is(201);
    }
}
