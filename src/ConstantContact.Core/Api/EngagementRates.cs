using System.IO;
using System.Text.Json;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>How large a share of its mailings a contact opened and clicked, as the service works it out.</summary>
public sealed record EngagementRates
{
    /// <summary>A UUID.</summary>
    public required string ContactId { get; init; }

    /// <summary>Null where the contact was given by its id alone.</summary>
    public string? EmailAddress { get; init; }

    /// <summary>How many mailings went into the rates; 0 where none was sent in the range.</summary>
    public required long Mailings { get; init; }

    /// <summary>0 to 1; 0 too where there was no mailing.</summary>
    public required double OpenRate { get; init; }

    /// <summary>0 to 1; 0 too where there was no mailing.</summary>
    public required double ClickRate { get; init; }

    public override string ToString() => FormattableString.Invariant($"{EmailAddress ?? ContactId}: {OpenRate:P0} of {Mailings} mailings opened");

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
            json.Member(member) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : throw Missing(member);
    }

    private static JsonException Missing(string member) => new($"The member '{member}' is missing or no number.");
}
