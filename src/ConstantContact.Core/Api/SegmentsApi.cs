using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/segments</c>. Criteria travel as JSON text within the JSON.</summary>
public static class SegmentsApi
{
    private const string Collection = "segments";

    private const string One = "segments/{segment_id}";

    /// <summary>All segments that are not deleted, without their criteria; items are read with <see cref="Read"/>.</summary>
    public static PagedRequest All() => new(Collection, "segments")
    {
        Query = [new("limit", "1000")],
        Scope = Need.ContactData,
        Privilege = Need.ListsRead,
    };

    /// <summary>One segment with its criteria, a deleted one too; read with <see cref="Read"/>.</summary>
    public static ApiRequest<JsonObject> ById(int segmentId) =>
        new(HttpMethod.Get, One, CcJson.ReadObjectAsync)
        {
            PathValues = RequestParts.Path("segment_id", Text(segmentId)),
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = Need.ListsRead,
        };

    /// <summary>Makes a segment. A name that exists is a <see cref="Errors.ConflictException"/>.</summary>
    public static ApiRequest<JsonObject> Create(JsonObject body) =>
        new(HttpMethod.Post, Collection, CcJson.ReadObjectAsync)
        {
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Expected = [HttpStatusCode.Created],
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = Need.ListsWrite,
        };

    /// <summary>Overwrites name and criteria, both of which the service wants.</summary>
    public static ApiRequest<JsonObject> Put(int segmentId, JsonObject body) => Change(HttpMethod.Put, One, segmentId, body);

    /// <summary>A new name; the criteria stay.</summary>
    public static ApiRequest<JsonObject> Rename(int segmentId, JsonObject body) => Change(new HttpMethod("PATCH"), "segments/{segment_id}/name", segmentId, body);

    /// <summary>Deletes one segment at once; its contacts stay.</summary>
    public static ApiRequest<bool> Delete(int segmentId) =>
        new(HttpMethod.Delete, One, RequestParts.NothingAsync)
        {
            PathValues = RequestParts.Path("segment_id", Text(segmentId)),
            Expected = [HttpStatusCode.NoContent],
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = Need.ListsWrite,
        };

    public static Segment Read(JsonObject item) => ItemReader.Read(item, Collection, Segment.From);

    private static ApiRequest<JsonObject> Change(HttpMethod method, string path, int segmentId, JsonObject body) =>
        new(method, path, CcJson.ReadObjectAsync)
        {
            PathValues = RequestParts.Path("segment_id", Text(segmentId)),
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = Need.ListsWrite,
        };

    private static string Text(int segmentId) => segmentId.ToString(CultureInfo.InvariantCulture);
}
