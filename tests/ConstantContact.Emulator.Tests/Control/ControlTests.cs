using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Control;

public sealed class ControlTests : EmulatorTest
{
    [Fact]
    public async Task Log_of_requests_shows_each_request_and_its_effect()
    {
        await Client.AddContactAsync("a@example.com");
        await Client.GetAsync("/contacts?email=a%2Bb@example.com");
        var log = (await Client.ControlAsync("GET", "requests")).Is(200).Json!.AsArray();
        Assert.Equal(
            ["POST /v3/contacts 201 true", "GET /v3/contacts 200 false"],
            log.Select(e => $"{e!["method"]} {e["path"]} {e["status"]} {e["wrote"]}"),
            StringComparer.Ordinal
        );
        Assert.Contains("\"create_source\":\"Account\"", (string)log[0]!["body"]!, StringComparison.Ordinal);
        Assert.Equal("email=a%2Bb@example.com", (string)log[1]!["query"]!);
        (await Client.ControlAsync("DELETE", "requests")).Is(200);
        Assert.Empty(Emulator.Requests.Entries);
    }

    [Fact]
    public async Task Log_is_bounded()
    {
        Options.LogLimit = 3;
        for (var i = 0; i < 10; i++)
        {
            await Client.GetAsync("/contacts/counts");
        }

        Assert.Equal([8, 9, 10], Emulator.Requests.Entries.Select(e => e.Sequence));
    }

    [Fact]
    public async Task State_goes_out_and_in_the_same()
    {
        await using var invented = await EmulatorHost.StartAsync(new EmulatorOptions { Members = 200 });
        using var other = new Client(invented);
        var state = await other.ControlAsync("GET", "state");
        (await Client.ControlAsync("PUT", "state", state.Text)).Is(200);
        Assert.Equal(state.Text, (await Client.ControlAsync("GET", "state")).Text);
        Assert.Equal(200, Emulator.State.ContactCount);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"contacts\":{}}")]
    [InlineData("{\"contacts\":[{\"contact_id\":\"1\"}]}")]
    [InlineData(
        "{\"contacts\":[{\"email_address\":{\"address\":\"a@example.com\"}},{\"email_address\":{\"address\":\"A@example.com\"}}]}"
    )]
    [InlineData("{\"lists\":[{}]}")]
    [InlineData("nonsense")]
    public async Task Faulty_state_is_refused_and_changes_nothing(string state)
    {
        await Client.AddContactAsync("kept@example.com");
        (await Client.ControlAsync("PUT", "state", state)).Is(400);
        Assert.NotNull(Emulator.State.GetContact("kept@example.com"));
    }

    [Fact]
    public async Task Planted_unknown_members_are_returned_unchanged()
    {
        (
            await Client.ControlAsync(
                "PUT",
                "state",
                """{"contacts":[{"first_name":"A","x":{"y":[1,null]},"nothing":null,"phone_numbers":[{"kind":"work","z":1}]}]}"""
            )
        ).Is(200);
        var contact = (await Client.GetAsync("/contacts?include=phone_numbers")).Object["contacts"]![0]!;
        Assert.Equal("""{"y":[1,null]}""", contact["x"]!.ToJsonString());
        Assert.True(contact.AsObject().ContainsKey("nothing"));
        Assert.Equal(1, (int)contact["phone_numbers"]![0]!["z"]!);
    }

    [Fact]
    public async Task Reset_brings_the_seed_back_and_clears_log_clock_allowance_and_faults()
    {
        await Client.AddContactAsync("a@example.com");
        Emulator.Faults.Add("* *", "status-500");
        (await Client.ControlAsync("POST", "clock", """{"advance":"25:00:00"}""")).Is(200);
        Assert.Equal(Time.Now.AddHours(25), Emulator.Clock.GetUtcNow());
        (await Client.ControlAsync("POST", "reset")).Is(200);
        Assert.Equal(Time.Now, Emulator.Clock.GetUtcNow());
        Assert.Equal(0, Emulator.State.ContactCount);
        Assert.Empty(Emulator.Requests.Entries);
        (await Client.GetAsync("/contacts/counts")).Is(200);
        Assert.Equal("""{"emulator":1}""", (await Client.ControlAsync("GET", "counters")).Text);
    }

    [Fact]
    public async Task Options_are_read_and_changed_at_run_time()
    {
        var after = (
            await Client.ControlAsync(
                "PATCH",
                "options",
                """{"rate":9,"quota":8,"latency":7,"window":"fixed","activity_duration":"00:00:03","switches":{"notes":"duplicate"}}"""
            )
        )
            .Is(200)
            .Object;
        Assert.Equal("duplicate", (string)after["switches"]!["notes"]!);
        Assert.Equal(
            (9, 8, TimeSpan.FromMilliseconds(7), TimeSpan.FromSeconds(3)),
            (Options.Rate, Options.Quota, Options.Latency, Options.ActivityDuration)
        );
        (await Client.ControlAsync("PATCH", "options", """{"switches":{"notes":"burn"}}""")).Is(400);
        (await Client.ControlAsync("PATCH", "options", """{"speed":1}""")).Is(400);
        (await Client.ControlAsync("GET", "nothing")).Is(404);
    }
}
