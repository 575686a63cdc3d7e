using System.Globalization;
using System.Net.Http;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/reports/contact_reports</c>: what one contact did with the account's mailings.</summary>
public static class ContactReportsApi
{
    private const string Details = "reports/contact_reports/{contact_id}/activity_details";

    private const string Summaries = "reports/contact_reports/{contact_id}/activity_summary";

    private const int LargestPage = 100;

    /// <summary>The longest range, in years, for which the service calculates rates.</summary>
    public const int LongestRange = 5;

    /// <summary>
    /// The values of <c>tracking_activities_list</c>: e-mail (<c>em_</c>) and landing pages (<c>p_</c>).
    /// </summary>
    public static IReadOnlyList<string> ActivityTypes { get; } =
    [
        "em_sends",
        "em_opens",
        "em_clicks",
        "em_bounces",
        "em_optouts",
        "em_forwards",
        "p_contact_open",
        "p_contact_click",
        "p_contact_add",
        "p_contact_update",
    ];

    /// <summary>
    /// Single activities, newest first. Read items with <see cref="ReadActivity"/>. The service accepts no range here.
    /// </summary>
    /// <param name="contactId">The contact's id.</param>
    /// <param name="types">At least one of <see cref="ActivityTypes"/>: the service has no default.</param>
    public static PagedRequest ActivityDetails(string contactId, IReadOnlyList<string> types) =>
        new(Details, "tracking_activities")
        {
            PathValues = RequestParts.Path("contact_id", contactId),
            Query =
            [
                new("tracking_activities_list", RequestParts.Csv("Activity types", types, ActivityTypes.Count)),
                new("limit", LargestPage.ToString(CultureInfo.InvariantCulture)),
            ],
            Scope = Need.ContactData,
            Privilege = Need.CampaignMetrics,
        };

    /// <summary>
    /// One item for each mailing that was sent in the range, at most the 200 newest. Read items with
    /// <see cref="ReadMailing"/>.
    /// </summary>
    public static PagedRequest ActivitySummary(string contactId, DateTimeOffset start, DateTimeOffset end) =>
        new(Summaries, "campaign_activities")
        {
            PathValues = RequestParts.Path("contact_id", contactId),
            Query = Range(start, end),
            Scope = Need.ContactData,
            Privilege = Need.CampaignMetrics,
        };

    /// <summary>
    /// The proportions of the range's mailings that were opened and clicked. The range is at most
    /// <see cref="LongestRange"/> years.
    /// </summary>
    public static ApiRequest<EngagementRates> OpenAndClickRates(
        string contactId,
        DateTimeOffset start,
        DateTimeOffset end
    ) =>
        new(HttpMethod.Get, "reports/contact_reports/{contact_id}/open_and_click_rates", EngagementRates.ReadAsync)
        {
            PathValues = RequestParts.Path("contact_id", contactId),
            Query = Range(start, end),
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = Need.CampaignMetrics,
        };

    public static EngagementActivity ReadActivity(JsonObject item) =>
        ItemReader.Read(item, Details, EngagementActivity.From);

    public static MailingEngagement ReadMailing(JsonObject item) =>
        ItemReader.Read(item, Summaries, MailingEngagement.From);

    private static IReadOnlyList<KeyValuePair<string, string>> Range(DateTimeOffset start, DateTimeOffset end) =>
        [new("start", RequestParts.Moment(start)), new("end", RequestParts.Moment(end))];
}
