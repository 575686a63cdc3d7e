using System.Globalization;
using System.Net.Http;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Api;

/// <summary><c>/segments</c>. The criteria are JSON text inside the JSON.</summary>
public static class SegmentsApi
{
    private static readonly NamedResource<Segment> Segments = new(
        "segments",
        "segments/{segment_id}",
        "segment_id",
        Segment.From
    )
    {
        ReadPrivilege = Need.ListsRead,
        WritePrivilege = Need.ListsWrite,
    };

    /// <summary>
    /// All segments that are not deleted, without their criteria. Read items with <see cref="Read"/>.
    /// </summary>
    public static PagedRequest All() => Segments.All("segments", [new("limit", "1000")]);

    /// <summary>One segment with its criteria, even a deleted one. Read it with <see cref="Read"/>.</summary>
    public static ApiRequest<JsonObject> ById(int segmentId) => Segments.ById(Text(segmentId));

    /// <summary>Creates a segment. An existing name causes a <see cref="Errors.ConflictException"/>.</summary>
    /// <param name="name">The name.</param>
    /// <param name="criteria">JSON text, at most 20,000 characters.</param>
    public static ApiRequest<Segment> Create(string name, string criteria) => Segments.Create(Body(name, criteria));

    /// <summary>Overwrites name and criteria. The service requires both.</summary>
    public static ApiRequest<Segment> Put(int segmentId, string? name, string criteria) =>
        Segments.Change(HttpMethod.Put, Text(segmentId), Body(name, criteria));

    /// <summary>Changes the name. The criteria stay.</summary>
    public static ApiRequest<Segment> Rename(int segmentId, string name) =>
        Segments.Change(
            new HttpMethod("PATCH"),
            Text(segmentId),
            new JsonObject { ["name"] = name },
            "segments/{segment_id}/name"
        );

    /// <summary>Deletes one segment at once. Its contacts remain.</summary>
    public static ApiRequest<bool> Delete(int segmentId) => Segments.Delete(Text(segmentId));

    public static Segment Read(JsonObject item) => Segments.Read(item);

    private static JsonObject Body(string? name, string criteria) =>
        new() { ["name"] = name, ["segment_criteria"] = criteria };

    private static string Text(int segmentId) => segmentId.ToString(CultureInfo.InvariantCulture);
}
