using System.Globalization;
using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>A segment: contacts by criteria. The service computes it on each request.</summary>
public sealed class Segment
{
    /// <summary>A number. All other ids are UUIDs.</summary>
    public required int SegmentId { get; init; }

    /// <summary>Unique in the account. Null if an id was given and its name was not looked up.</summary>
    public string? Name { get; init; }

    /// <summary>JSON text. Null in collections, which omit it; request the segment by its id to get it.</summary>
    public string? Criteria { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    public override string ToString() => ShownText.Line(Name ?? SegmentId.ToString(CultureInfo.InvariantCulture));

    internal static Segment From(JsonElement json) =>
        new()
        {
            SegmentId = json.Number("segment_id") is { } id and > 0 and <= int.MaxValue
                ? (int)id
                : throw new JsonException("The member 'segment_id' is missing or not an id."),
            Name = json.Text("name"),
            Criteria = json.Text("segment_criteria"),
            CreatedAt = json.Moment("created_at"),
            EditedAt = json.Moment("edited_at"),
        };
}
