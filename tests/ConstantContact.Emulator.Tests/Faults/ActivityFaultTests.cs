using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Faults;

/// <summary>The request succeeds, but the job does not.</summary>
public sealed class ActivityFaultTests : EmulatorTest
{
    private string _list = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _list = await Client.AddListAsync("News");
    }

    [Fact]
    public async Task Stuck_activity_never_ends_and_keeps_its_place_in_the_queue()
    {
        var id = await ImportAsync(FaultKind.ActivityStuck);
        Time.Advance(TimeSpan.FromDays(5));
        Emulator.CompleteActivities();
        var activity = await ActivityAsync(id);
        Assert.Equal(("processing", 99), ((string)activity["state"]!, (int)activity["percent_done"]!));
        Assert.False(activity.ContainsKey("completed_at"));
        Assert.Equal(0, Emulator.State.ContactCount);
    }

    [Theory]
    [InlineData(FaultKind.ActivityFailed, "failed")]
    [InlineData(FaultKind.ActivityTimedOut, "timed_out")]
    public async Task Activity_ends_badly_without_effect_and_says_so(string fault, string state)
    {
        var id = await ImportAsync(fault);
        Time.Advance(TimeSpan.FromSeconds(20));
        var activity = await ActivityAsync(id);
        Assert.Equal(state, (string)activity["state"]!);
        Assert.NotEmpty(activity["activity_errors"]!.AsArray());
        Assert.Equal(0, Emulator.State.ContactCount);
        Assert.Single((await Client.GetAsync($"/activities?state={state}")).Is(200).Object["activities"]!.AsArray());
    }

    [Fact]
    public async Task Activity_that_loses_rows_claims_all_and_wrote_every_second()
    {
        var id = await ImportAsync(FaultKind.ActivityLosesRows);
        Time.Advance(TimeSpan.FromSeconds(20));
        var activity = await ActivityAsync(id);
        Assert.Equal(("completed", 6), ((string)activity["state"]!, (int)activity["status"]!["person_count"]!));
        Assert.Empty(activity["activity_errors"]!.AsArray());
        Assert.Equal(
            ["m0@example.com", "m2@example.com", "m4@example.com"],
            Emulator.State.Contacts.Select(c => (string)c["email_address"]!["address"]!),
            StringComparer.Ordinal
        );

        // Only that one.
        Assert.NotNull(await ImportAsync(null));
        Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(6, Emulator.State.ContactCount);
    }

    [Fact]
    public async Task Fault_is_in_the_log_of_the_request_that_queued_it()
    {
        await ImportAsync(FaultKind.ActivityFailed);
        var entry = Emulator.Requests.Entries[^1];
        Assert.Equal((201, FaultKind.ActivityFailed, true), (entry.Status, entry.Fault, entry.Wrote));
    }

    private async Task<JsonObject> ActivityAsync(string id) =>
        (await Client.GetAsync($"/activities/{id}")).Is(200).Object;

    private async Task<string> ImportAsync(string? fault)
    {
        if (fault is not null)
        {
            Emulator.Faults.Add("POST /v3/activities/*", fault);
        }

        return await Client.AddAsync(
            "/activities/contacts_json_import",
            new JsonObject
            {
                ["import_data"] = new JsonArray([
                    .. Enumerable
                        .Range(0, 6)
                        .Select(n => (JsonNode?)new JsonObject { ["email"] = $"m{n}@example.com" }),
                ]),
                ["list_ids"] = new JsonArray(_list),
            }
        );
    }
}
