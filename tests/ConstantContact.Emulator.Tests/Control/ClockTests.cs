using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Control;

public sealed class ClockTests : EmulatorTest
{
    [Fact]
    public async Task Frozen_clock_stands_until_it_is_advanced_and_goes_on_from_there()
    {
        var stood = Time.Now;
        (await Client.ControlAsync("POST", "clock", """{"freeze":true}""")).Is(200);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(stood, Emulator.Clock.GetUtcNow());
        (await Client.ControlAsync("POST", "clock", """{"advance":"25:00:00"}""")).Is(200);
        Assert.Equal(stood.AddHours(25), Emulator.Clock.GetUtcNow());
        Assert.False(
            (bool)(await Client.ControlAsync("POST", "clock", """{"freeze":false}""")).Is(200).Object["frozen"]!
        );
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(stood.AddHours(26), Emulator.Clock.GetUtcNow());
    }

    [Fact]
    public async Task Clock_is_set_to_an_instant_and_a_reset_undoes_it()
    {
        var answer = (
            await Client.ControlAsync("POST", "clock", """{"freeze":"2030-01-31T23:00:00Z","advance":"02:00:00"}""")
        )
            .Is(200)
            .Object;
        Assert.Equal(("2030-02-01T01:00:00.0000000+00:00", true), ((string)answer["now"]!, (bool)answer["frozen"]!));
        var id = await Client.AddContactAsync("a@example.com");
        Assert.Equal("2030-02-01T01:00:00Z", (string)(await Client.ContactAsync(id))["created_at"]!);
        Emulator.Reset();
        Assert.Equal((Time.Now, false), (Emulator.Clock.GetUtcNow(), Emulator.Clock.IsFrozen));
    }

    [Fact]
    public async Task Emulator_begins_frozen_and_comes_back_to_that_instant()
    {
        var at = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);
        await using var frozen = await EmulatorHost.StartAsync(new EmulatorOptions { IsFrozen = true, FrozenAt = at });
        Assert.Equal(at, frozen.Clock.GetUtcNow());
        frozen.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(at.AddSeconds(1), frozen.Clock.GetUtcNow());
        frozen.Reset();
        Assert.Equal(at, frozen.Clock.GetUtcNow());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"advance":"-01:00:00"}""")]
    [InlineData("""{"freeze":"soon"}""")]
    [InlineData("""{"freeze":"0001-01-02T00:00:00Z"}""")]
    [InlineData("""{"advance":"87649416:00:00"}""")]
    [InlineData("""{"stop":true}""")]
    public async Task Nonsense_is_refused_and_moves_nothing(string wish)
    {
        (await Client.ControlAsync("POST", "clock", wish)).Is(400);
        Assert.Equal((Time.Now, false), (Emulator.Clock.GetUtcNow(), Emulator.Clock.IsFrozen));
    }

    [Fact]
    public async Task Allowance_of_the_day_comes_back_when_the_clock_passes_midnight()
    {
        Options.Quota = 1;
        (await Client.GetAsync("/contacts/counts")).Is(200);
        (await Client.GetAsync("/contacts/counts")).Is(429);
        (await Client.ControlAsync("POST", "clock", """{"advance":"25:00:00"}""")).Is(200);
        (await Client.GetAsync("/contacts/counts")).Is(200);
    }

    [Fact]
    public async Task Job_takes_effect_at_its_due_time_however_late_it_is_checked()
    {
        var list = await Client.AddListAsync("News");
        await Client.AddAsync(
            "/activities/contacts_json_import",
            new JsonObject
            {
                ["import_data"] = new JsonArray(new JsonObject { ["email"] = "a@example.com" }),
                ["list_ids"] = new JsonArray(list),
            }
        );
        Emulator.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("2026-05-04T09:00:10Z", (string)Emulator.State.GetContact("a@example.com")!["created_at"]!);
    }
}
