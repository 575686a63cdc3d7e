using System.Globalization;
using System.Text.Json;
using ConstantContact.Core.Base;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>A segment: contacts by criteria, computed by the service whenever it is asked for.</summary>
public sealed class Segment
{
    /// <summary>A number; unlike all other ids, no UUID.</summary>
    public required int SegmentId { get; init; }

    /// <summary>Unique in the account. Null where an id was given and its name was not looked up.</summary>
    public string? Name { get; init; }

    /// <summary>JSON text. Null in collections, which leave it out: a segment is asked for by its id to have it.</summary>
    public string? Criteria { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    public override string ToString() => ShownText.Line(Name ?? SegmentId.ToString(CultureInfo.InvariantCulture));

    internal static Segment From(JsonElement json) => new()
    {
        SegmentId = json.Number("segment_id") is { } id and > 0 and <= int.MaxValue ? (int)id : throw new JsonException("The member 'segment_id' is missing or is no id."),
        Name = json.Text("name"),
        Criteria = json.Text("segment_criteria"),
        CreatedAt = json.Moment("created_at"),
        EditedAt = json.Moment("edited_at"),
    };
}
