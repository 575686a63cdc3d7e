using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Switches;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Control;

public sealed class OptionTests : EmulatorTest
{
    [Fact]
    public async Task Options_can_be_written_back_and_every_switch_takes_every_value()
    {
        var options = (await Client.ControlAsync("GET", "options")).Is(200);
        Assert.Equal(options.Text, (await Client.ControlAsync("PATCH", "options", options.Text)).Is(200).Text);
        foreach (var (name, value) in SwitchCatalogue.All.SelectMany(s => s.Values.Select(v => (s.Name, v))))
        {
            var after = (
                await Client.ControlAsync(
                    "PATCH",
                    "options",
                    new JsonObject { ["switches"] = new JsonObject { [name] = value } }.ToJsonString()
                )
            ).Is(200);
            Assert.Equal(value, (string)after.Object["switches"]![name]!);
        }
    }

    [Fact]
    public async Task Reading_comes_before_single_switches_wherever_it_stands()
    {
        var after = (
            await Client.ControlAsync(
                "PATCH",
                "options",
                """{"switches":{"omitted-email":"reject"},"reading":"forum"}"""
            )
        )
            .Is(200)
            .Object["switches"]!;
        Assert.Equal(("null", "reject"), ((string)after["omitted-subresource"]!, (string)after["omitted-email"]!));
    }

    [Theory]
    [InlineData("""{"rate":9,"quota":-1}""")]
    [InlineData("""{"rate":9,"switches":{"notes":"burn"}}""")]
    [InlineData("""{"rate":9,"window":"7"}""")]
    [InlineData("""{"rate":9,"members":5}""")]
    [InlineData("""{"rate":9,"privileges":"all"}""")]
    public async Task One_wrong_option_changes_none(string patch)
    {
        (await Client.ControlAsync("PATCH", "options", patch)).Is(400);
        Assert.Equal(0, Options.Rate);
    }

    [Fact]
    public async Task Privileges_are_taken_away_at_run_time()
    {
        (await Client.ControlAsync("PATCH", "options", """{"privileges":["contacts:read"]}""")).Is(200);
        (await Client.GetAsync("/contacts")).Is(200);
        (await Client.PostAsync("/contacts", new JsonObject { ["create_source"] = "Account" })).Is(403);
    }

    [Fact]
    public async Task Log_keeps_as_much_as_it_is_told()
    {
        (await Client.ControlAsync("PATCH", "options", """{"log_limit":2,"log_body_limit":5}""")).Is(200);
        for (var i = 0; i < 4; i++)
        {
            await Client.PostAsync("/contact_tags", new JsonObject { ["name"] = $"Tag {i}" });
        }

        Assert.Equal(["{\"nam", "{\"nam"], Emulator.Requests.Entries.Select(e => e.Body), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Effects_name_the_old_and_the_new_state_of_a_contact()
    {
        var id = await Client.AddContactAsync("a@example.com");
        await Client.PutAsync(
            $"/contacts/{id}",
            new JsonObject { ["update_source"] = "Account", ["first_name"] = "New" }
        );
        await Client.GetAsync($"/contacts/{id}");
        var entry = (await Client.ControlAsync("GET", "requests/2")).Is(200).Object;
        var effect = Assert.Single(entry["effects"]!.AsArray())!;
        Assert.False(effect["before"]!.AsObject().ContainsKey("first_name"));
        Assert.Equal("New", (string)effect["after"]!["first_name"]!);
        Assert.Equal([1, 1, 0], Emulator.Requests.Entries.Select(e => e.ContactsWritten));
        (await Client.ControlAsync("GET", "requests/99")).Is(404);
    }

    [Fact]
    public async Task Effects_of_a_job_stand_with_the_request_that_queued_it()
    {
        var list = await Client.AddListAsync("News");
        await Client.AddAsync(
            "/activities/contacts_json_import",
            new JsonObject
            {
                ["import_data"] = new JsonArray([
                    .. Enumerable
                        .Range(0, 30)
                        .Select(n => (JsonNode?)new JsonObject { ["email"] = $"m{n}@example.com" }),
                ]),
                ["list_ids"] = new JsonArray(list),
            }
        );
        Assert.Equal(0, Emulator.Requests.Entries[1].ContactsWritten);
        Time.Advance(TimeSpan.FromSeconds(20));
        await Client.GetAsync("/contacts");
        Assert.Equal([0, 30, 0], Emulator.Requests.Entries.Select(e => e.ContactsWritten));
        Assert.Equal(20, (await Client.ControlAsync("GET", "requests/2")).Object["effects"]!.AsArray().Count);
    }
}
