using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>The actions of one contact on one mailing.</summary>
public sealed class MailingEngagement
{
    /// <summary>A UUID.</summary>
    public required string CampaignActivityId { get; init; }

    /// <summary>When the mailing was last sent to this contact.</summary>
    public required DateTimeOffset SentAt { get; init; }

    public required long Sends { get; init; }

    /// <summary>The number of opens, not of mailings.</summary>
    public required long Opens { get; init; }

    public required long Clicks { get; init; }

    public required long Bounces { get; init; }

    public required long Forwards { get; init; }

    public required long OptOuts { get; init; }

    public override string ToString() =>
        FormattableString.Invariant(
            $"{SentAt:yyyy-MM-dd}: {Quantity.Of(Opens, "open")}, {Quantity.Of(Clicks, "click")}"
        );

    internal static MailingEngagement From(JsonElement json)
    {
        return new MailingEngagement
        {
            CampaignActivityId = json.RequiredText("campaign_activity_id"),
            SentAt =
                json.Moment("start_on") ?? throw new JsonException("The member 'start_on' is missing or not a date."),
            Sends = Count("em_sends"),
            Opens = Count("em_opens"),
            Clicks = Count("em_clicks"),
            Bounces = Count("em_bounces"),
            Forwards = Count("em_forwards"),
            OptOuts = Count("em_unsubscribes"),
        };

        long Count(string member) =>
            json.Number(member) ?? throw new JsonException($"The member '{member}' is missing.");
    }
}
