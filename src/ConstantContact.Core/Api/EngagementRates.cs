using System.IO;
using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>
/// The proportions of its mailings that a contact opened and clicked, as the service calculates them.
/// </summary>
public sealed record EngagementRates
{
    /// <summary>A UUID.</summary>
    public required string ContactId { get; init; }

    /// <summary>Null if the contact was given only by its id.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>The number of mailings in the calculation; 0 if none was sent in the range.</summary>
    public required long Mailings { get; init; }

    /// <summary>0 to 1; also 0 if there was no mailing.</summary>
    public required double OpenRate { get; init; }

    /// <summary>0 to 1; also 0 if there was no mailing.</summary>
    public required double ClickRate { get; init; }

    public override string ToString() =>
        FormattableString.Invariant(
            $"{EmailAddress ?? ContactId}: {OpenRate:P0} of {Quantity.Of(Mailings, "mailing")} opened"
        );

    internal static async Task<EngagementRates> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var json = await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false);
        return new EngagementRates
        {
            ContactId = json.RequiredText("contact_id"),
            Mailings = json.Number("included_activities_count") ?? throw Missing("included_activities_count"),
            OpenRate = Rate("average_open_rate"),
            ClickRate = Rate("average_click_rate"),
        };

        double Rate(string member) =>
            json.Member(member) is { ValueKind: JsonValueKind.Number } value
                ? value.GetDouble()
                : throw Missing(member);
    }

    private static JsonException Missing(string member) => new($"The member '{member}' is missing or not a number.");
}
