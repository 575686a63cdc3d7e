using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Reports;

/// <summary>
/// The three reports of a contact agree with each other, and are the same wherever and whenever they are asked for.
/// </summary>
public sealed class ContactReportTests : EmulatorTest
{
    private const string AllTypes =
        "em_sends,em_opens,em_clicks,em_bounces,em_optouts,em_forwards,p_contact_open,p_contact_click,p_contact_add,p_contact_update";
    private const string Range = "start=2024-01-01T00:00:00-0500&end=2026-05-01T00:00:00Z";
    private static readonly DateTimeOffset RangeEnd = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    public override Task InitializeAsync()
    {
        Options.Members = 300;
        return base.InitializeAsync();
    }

    [Fact]
    public async Task Details_summary_and_rates_of_a_contact_agree()
    {
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in Ids(60))
        {
            var details = await Details(id, $"tracking_activities_list={AllTypes}");
            var campaigns = await All($"{Report(id, "activity_summary")}?{Range}", "campaign_activities");
            Assert.All(details, d => Assert.Equal(id, (string)d["contact_id"]!));
            foreach (var campaign in campaigns)
            {
                var ofIt = details
                    .Where(d => (string)d["campaign_activity_id"]! == (string)campaign["campaign_activity_id"]!)
                    .ToLookup(d => (string)d["tracking_activity_type"]!, StringComparer.Ordinal);
                foreach (
                    var (member, type) in new[]
                    {
                        ("em_sends", "em_sends"),
                        ("em_opens", "em_opens"),
                        ("em_clicks", "em_clicks"),
                        ("em_bounces", "em_bounces"),
                        ("em_forwards", "em_forwards"),
                        ("em_unsubscribes", "em_optouts"),
                    }
                )
                {
                    Assert.Equal((int)campaign[member]!, ofIt[type].Count());
                }

                Assert.Equal((string)campaign["start_on"]!, (string)ofIt["em_sends"].Single()["created_time"]!);
            }

            Assert.Equal(details.Count(d => Is(d, "em_sends") && At(d) <= RangeEnd), campaigns.Count);
            var rates = (await Client.GetAsync($"{Report(id, "open_and_click_rates")}?{Range}")).Is(200).Object;
            Assert.Equal(id, (string)rates["contact_id"]!);
            Assert.Equal(campaigns.Count, (int)rates["included_activities_count"]!);
            Assert.Equal(Share(campaigns, "em_opens"), (double)rates["average_open_rate"]!, 0.0001);
            Assert.Equal(Share(campaigns, "em_clicks"), (double)rates["average_click_rate"]!, 0.0001);
            kinds.Add(
                campaigns.Count == 0 ? "none"
                : campaigns.Sum(c => (int)c["em_bounces"]!) > 0 ? "bounces"
                : Share(campaigns, "em_opens") switch
                {
                    0 => "silent",
                    < 0.5 => "some",
                    _ => "keen",
                }
            );
        }

        Assert.Equal(["bounces", "keen", "none", "silent", "some"], kinds.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(99)]
    public async Task Pages_of_any_size_give_the_same_activities_the_newest_first(int limit)
    {
        var id = await Busiest();
        var whole = await Details(id, $"tracking_activities_list={AllTypes}");
        var paged = await Details(id, $"tracking_activities_list={AllTypes}&limit={limit}");

        Assert.True(whole.Count > 150);
        Assert.Equal(whole.Select(Text), paged.Select(Text), StringComparer.Ordinal);
        Assert.Equal(whole.Select(At).OrderDescending(), whole.Select(At));
        Assert.Equal(whole.Count, whole.Select(Text).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Types_are_a_list_or_repeated_and_names_can_be_left_out()
    {
        var id = await Busiest();
        var listed = await Details(id, "tracking_activities_list=em_opens,em_clicks");

        Assert.Equal(
            listed.Select(Text),
            (await Details(id, "tracking_activity_type=em_opens&tracking_activity_type=em_clicks")).Select(Text),
            StringComparer.Ordinal
        );
        Assert.All(listed, d => Assert.True(Is(d, "em_opens") || Is(d, "em_clicks")));
        Assert.All(
            listed,
            d => Assert.StartsWith("Newsletter of ", (string)d["campaign_activity_name"]!, StringComparison.Ordinal)
        );
        Assert.All(
            await Details(id, "tracking_activities_list=em_opens&include_campaign_activity_names=false"),
            d => Assert.False(d.ContainsKey("campaign_activity_name"))
        );
    }

    [Fact]
    public async Task Another_emulator_says_the_same_and_time_only_adds()
    {
        var id = await Busiest();
        var before = await Details(id, $"tracking_activities_list={AllTypes}");
        await using (
            var other = await EmulatorHost.StartAsync(
                new EmulatorOptions
                {
                    Rate = 0,
                    Quota = 0,
                    Members = 40,
                },
                Time
            )
        )
        using (var client = new Client(other))
        {
            Assert.Equal(
                before.Take(100).Select(Text),
                (await client.GetAsync($"{Report(id, "activity_details")}?tracking_activities_list={AllTypes}"))
                    .Is(200)
                    .Object["tracking_activities"]!
                    .AsArray()
                    .Select(d => d!.ToJsonString()),
                StringComparer.Ordinal
            );
        }

        Time.Advance(TimeSpan.FromDays(21));
        var after = await Details(id, $"tracking_activities_list={AllTypes}");
        Assert.True(after.Count >= before.Count + 3);
        Assert.All(before.Select(Text), d => Assert.Contains(d, after.Select(Text)));
        Assert.All(after, d => Assert.True(At(d) <= Time.Now));
    }

    [Fact]
    public async Task Nothing_is_sent_after_an_opt_out_or_before_the_contact_was_there()
    {
        var optedOut = Emulator.State.Contacts.First(c =>
            (string?)c["email_address"]?["permission_to_send"] == "unsubscribed" && c["deleted_at"] is null
        );
        var details = await Details((string)optedOut["contact_id"]!, $"tracking_activities_list={AllTypes}");

        Assert.Equal(
            (string)optedOut["email_address"]!["opt_out_date"]!,
            (string)Assert.Single(details, d => Is(d, "em_optouts"))["created_time"]!
        );
        Assert.All(
            details.Where(d => Is(d, "em_sends")),
            d =>
                Assert.InRange(
                    At(d),
                    At(optedOut, "created_at"),
                    At(optedOut["email_address"]!.AsObject(), "opt_out_date")
                )
        );
        var fresh = await Client.AddContactAsync("new@example.com");
        Assert.Empty(await Details(fresh, $"tracking_activities_list={AllTypes}"));
        Assert.Equal(
            $$"""{"contact_id":"{{fresh}}","campaign_activities":[]}""",
            (await Client.GetAsync($"{Report(fresh, "activity_summary")}?{Range}")).Is(200).Text
        );
    }

    [Fact]
    public async Task The_summary_has_the_200_newest_mailings_and_no_more()
    {
        var id = await Busiest();
        Time.Advance(TimeSpan.FromDays(4 * 365));
        var campaigns = await All(
            $"{Report(id, "activity_summary")}?start=2024-01-01&end=2031-01-01",
            "campaign_activities"
        );

        Assert.Equal(200, campaigns.Count);
        Assert.True(At(campaigns[0], "start_on") > Time.Now.AddDays(-7));
        Assert.Equal(
            200,
            campaigns.Select(c => (string)c["campaign_activity_id"]!).Distinct(StringComparer.Ordinal).Count()
        );
    }

    [Theory]
    [InlineData("activity_details", "", "must be given")]
    [InlineData(
        "activity_details",
        "tracking_activities_list=em_opens&tracking_activity_type=em_opens",
        "must be given"
    )]
    [InlineData("activity_details", "tracking_activities_list=em_reads", "tracking_activities_list")]
    [InlineData("activity_details", "tracking_activity_type=em_reads", "tracking_activity_type")]
    [InlineData("activity_details", "tracking_activities_list=em_opens&limit=101", "limit")]
    [InlineData("activity_details", "tracking_activities_list=em_opens&limit=0", "limit")]
    [InlineData("activity_summary", "", "start is missing, end is missing")]
    [InlineData("activity_summary", "start=2026-01-01", "end is missing")]
    [InlineData("activity_summary", "start=soon&end=2026-01-01", "start")]
    [InlineData("activity_summary", "start=2026-01-02&end=2026-01-01", "start is after end")]
    [InlineData("open_and_click_rates", "start=2020-01-01&end=2025-01-02", "5 years")]
    public async Task Nonsense_is_a_400_whose_body_is_an_object(string report, string query, string said)
    {
        var answer = (await Client.GetAsync($"{Report(Ids(1).Single(), report)}?{query}")).Is(400).Object;
        Assert.Contains(said, (string)answer["error_message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("activity_details?tracking_activities_list=em_opens")]
    [InlineData("activity_summary?" + Range)]
    [InlineData("open_and_click_rates?" + Range)]
    public async Task Reports_need_a_contact_and_the_privilege_to_see_how_mailings_did(string report)
    {
        foreach (var id in new[] { "1618ae62-4752-11e9-9c8a-fa163e6b01c1", "ill-formed" })
        {
            Assert.Equal(
                "contacts.api.not_found",
                (string)(await Client.GetAsync(Report(id, report))).Is(404).Object["error_key"]!
            );
        }

        Options.Privileges.Remove("ui:campaign:metrics");
        (await Client.GetAsync(Report(Ids(1).Single(), report))).Is(403);
    }

    [Theory]
    [InlineData("/emails", "/emails")]
    [InlineData("/emails/activities/1", "/emails")]
    [InlineData("/events", "/events")]
    [InlineData("/social/profiles", "/social")]
    [InlineData("/reports/email_reports/1/links", "this report")]
    public async Task Other_families_say_that_they_are_not_played(string path, string named) =>
        Assert.StartsWith(
            $"This emulator does not play {named}:",
            (await Client.GetAsync(path)).Is(404).Error.Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task An_unknown_path_is_not_taken_for_another_family() =>
        Assert.DoesNotContain(
            "emulator",
            (await Client.GetAsync("/contact_list")).Is(404).Text,
            StringComparison.Ordinal
        );

    private static string Report(string id, string report) => $"/reports/contact_reports/{id}/{report}";

    private static string Text(JsonObject activity) => activity.ToJsonString();

    private static bool Is(JsonObject activity, string type) => (string)activity["tracking_activity_type"]! == type;

    private static DateTimeOffset At(JsonObject activity) => At(activity, "created_time");

    private static DateTimeOffset At(JsonObject item, string member) =>
        DateTimeOffset.Parse((string)item[member]!, CultureInfo.InvariantCulture);

    private static double Share(List<JsonObject> campaigns, string member) =>
        campaigns.Count == 0 ? 0 : (double)campaigns.Count(c => (int)c[member]! > 0) / campaigns.Count;

    private IEnumerable<string> Ids(int count) =>
        Emulator.State.Contacts.Select(c => (string)c["contact_id"]!).Take(count);

    private async Task<string> Busiest()
    {
        var most = ("", 0);
        foreach (var id in Ids(30))
        {
            var count = (await Details(id, "tracking_activities_list=em_opens,em_clicks")).Count;
            most = count > most.Item2 ? (id, count) : most;
        }

        return most.Item1;
    }

    private Task<List<JsonObject>> Details(string id, string query) =>
        All($"{Report(id, "activity_details")}?{query}", "tracking_activities");

    private async Task<List<JsonObject>> All(string path, string member)
    {
        var found = new List<JsonObject>();
        for (string? next = path; next is not null; )
        {
            var page = (await Client.GetAsync(next)).Is(200).Object;
            found.AddRange(page[member]!.AsArray().Select(c => c!.AsObject()));
            next = ((string?)page["_links"]?["next"]?["href"])?["/v3".Length..];
        }

        return found;
    }
}
