using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Contacts;
using ConstantContact.Emulator.Http;
using ConstantContact.Emulator.Json;
using ConstantContact.Emulator.Switches;

namespace ConstantContact.Emulator.Reports;

/// <summary>
/// /reports/contact_reports: what one contact made of the mailings. Errors are bare objects, as all reports have them
/// (reference §3.2). What no source says: the page size of the summary, and that reports of deleted contacts are still
/// there.
/// </summary>
internal sealed class ReportEndpoints(EmulatedAccount account)
{
    private const string Root = "/v3/reports/contact_reports";
    private const int LargestPage = 100;
    private const int SummaryPage = 50;
    private const int SummarizedCampaigns = 200;
    private const int LongestRange = 5;

    internal void MapTo(Router router)
    {
        router.Map("GET", "/v3/reports/contact_reports/{id}/activity_details", call => AsReport(() => Details(call)));
        router.Map("GET", "/v3/reports/contact_reports/{id}/activity_summary", call => AsReport(() => Summary(call)));
        router.Map("GET", "/v3/reports/contact_reports/{id}/open_and_click_rates", call => AsReport(() => Rates(call)));
    }

    private static ApiAnswer AsReport(Func<ApiAnswer> answer)
    {
        try
        {
            return answer();
        }
        catch (ApiProblem problem)
        {
            throw problem.AsObject();
        }
    }

    private ApiAnswer Details(ApiCall call)
    {
        var contact = Find(call);
        var query = call.Query.Resolve();
        var limit = query.Limit(LargestPage, LargestPage);
        const string List = "tracking_activities_list",
            Single = "tracking_activity_type",
            Names = "include_campaign_activity_names";
        if (query[List] is null == query[Single] is null)
        {
            throw ApiProblem.Validation($"either {List} or {Single} must be given");
        }

        var types = query.Csv(query[List] is null ? Single : List, TrackedEvents.Types);
        var hasNames = query[Names] is null || query.Flag(Names, account.Switches);
        List<TrackedEvent> all =
        [
            .. TrackedEvents.Of(contact, account.Now).Where(e => types.Contains(e.Type, StringComparer.Ordinal)),
        ];
        var from = query.Position is { } position ? all.FindIndex(e => e.Id.ToString() == position) : 0;
        if (from < 0)
        {
            throw ApiProblem.Validation("cursor is invalid");
        }

        return ApiAnswer.Json(
            200,
            JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("tracking_activities");
                foreach (var tracked in all.Skip(from).Take(limit))
                {
                    writer.WriteStartObject();
                    writer.WriteString("contact_id", contact.Id);
                    writer.WriteString("campaign_activity_id", tracked.Campaign.Id);
                    writer.WriteString("created_time", tracked.Time.ToApi());
                    writer.WriteString("tracking_activity_type", tracked.Type);
                    if (hasNames)
                    {
                        writer.WriteString("campaign_activity_name", tracked.Campaign.Name);
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                PageLinks.Write(
                    writer,
                    query,
                    $"{Root}/{contact.Id}/activity_details",
                    all.Count > from + limit ? all[from + limit].Id : null,
                    account.Switches
                );
                writer.WriteEndObject();
            })
        );
    }

    private ApiAnswer Summary(ApiCall call)
    {
        var contact = Find(call);
        var query = call.Query.Resolve();
        var (start, end) = Range(query);
        List<JsonObject> campaigns =
        [
            .. ByCampaign(contact, start, end)
                .Take(SummarizedCampaigns)
                .Select(c => new JsonObject
                {
                    ["campaign_activity_id"] = c.Key.Id.ToString(),
                    ["start_on"] = c.Key.SentAt.ToApi(),
                    [TrackedEvents.Send] = Count(c, TrackedEvents.Send),
                    [TrackedEvents.Open] = Count(c, TrackedEvents.Open),
                    [TrackedEvents.Click] = Count(c, TrackedEvents.Click),
                    [TrackedEvents.Bounce] = Count(c, TrackedEvents.Bounce),
                    [TrackedEvents.Forward] = Count(c, TrackedEvents.Forward),
                    ["em_unsubscribes"] = Count(c, TrackedEvents.OptOut),
                }),
        ];
        return PageLinks.Page(
            query,
            "campaign_activities",
            $"{Root}/{contact.Id}/activity_summary",
            "campaign_activity_id",
            campaigns,
            SummaryPage,
            account.Switches,
            extra: KeyValuePair.Create("contact_id", contact.Id.ToString())
        );
    }

    private ApiAnswer Rates(ApiCall call)
    {
        var contact = Find(call);
        var (start, end) = Range(call.Query);
        if (end > start.AddYears(LongestRange))
        {
            throw ApiProblem.Validation("the range from start to end exceeds 5 years");
        }

        var campaigns = ByCampaign(contact, start, end).ToList();
        return ApiAnswer.Json(
            200,
            new JsonObject
            {
                ["contact_id"] = contact.Id.ToString(),
                ["included_activities_count"] = campaigns.Count,
                ["average_open_rate"] = Share(TrackedEvents.Open),
                ["average_click_rate"] = Share(TrackedEvents.Click),
            }
        );

        double Share(string type) =>
            campaigns.Count == 0
                ? 0
                : Math.Round((double)campaigns.Count(c => Count(c, type) > 0) / campaigns.Count, 4);
    }

    private IEnumerable<IGrouping<Campaign, TrackedEvent>> ByCampaign(
        StoredContact contact,
        DateTimeOffset start,
        DateTimeOffset end
    ) =>
        TrackedEvents
            .Of(contact, account.Now)
            .Where(e => e.Campaign.SentAt >= start && e.Campaign.SentAt <= end)
            .GroupBy(e => e.Campaign)
            .OrderByDescending(c => c.Key.Number);

    private static int Count(IEnumerable<TrackedEvent> events, string type) => events.Count(e => e.Type == type);

    private static (DateTimeOffset Start, DateTimeOffset End) Range(QueryParameters query)
    {
        var faults = new Validation();
        foreach (var name in new[] { "start", "end" }.Where(name => query[name] is null))
        {
            faults.Add($"{name} is missing");
        }

        faults.ThrowIfAny();
        var (start, end) = (query.Instant("start")!.Value, query.Instant("end")!.Value);
        return start <= end ? (start, end) : throw ApiProblem.Validation("start is after end");
    }

    private StoredContact Find(ApiCall call) =>
        account.Contacts.Find(PathIds.Parse(call, "contact_id", account.Switches))
        ?? throw ApiProblem.NotFound("The contact was not found");
}
