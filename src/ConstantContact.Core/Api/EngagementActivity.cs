using System.Text.Json;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>One action of a contact, or one event of a mailing on its way to the contact.</summary>
public sealed record EngagementActivity
{
    /// <summary>A UUID.</summary>
    public required string ContactId { get; init; }

    /// <summary>Null if the contact was given only by its id.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>One of <see cref="ContactReportsApi.ActivityTypes"/>.</summary>
    public string? ActivityType { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The name of the mailing.</summary>
    public string? CampaignName { get; init; }

    /// <summary>The UUID of the mailing.</summary>
    public required string CampaignActivityId { get; init; }

    public override string ToString() => $"{ActivityType}: {CampaignName ?? CampaignActivityId}";

    internal static EngagementActivity From(JsonElement json) =>
        new()
        {
            ContactId = json.RequiredText("contact_id"),
            ActivityType = json.Text("tracking_activity_type"),
            CreatedAt = json.Moment("created_time"),
            CampaignName = json.Text("campaign_activity_name"),
            CampaignActivityId = json.RequiredText("campaign_activity_id"),
        };
}
