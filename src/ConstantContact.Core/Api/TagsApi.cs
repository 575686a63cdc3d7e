using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_tags</c>.</summary>
public static class TagsApi
{
    private const string Collection = "contact_tags";

    private const string One = "contact_tags/{tag_id}";

    /// <summary>All tags; items are read with <see cref="Read"/>.</summary>
    public static PagedRequest All(bool includeCount = false) => new(Collection, "tags")
    {
        CountMember = "tags_count",
        Query = [.. Count(includeCount), new("limit", "500")],
        Scope = Need.ContactData,
        Privilege = Need.ContactsRead,
    };

    /// <summary>One tag as it came; read with <see cref="Read"/>.</summary>
    public static ApiRequest<JsonObject> ById(string tagId, bool includeCount = false) =>
        new(HttpMethod.Get, One, CcJson.ReadObjectAsync)
        {
            PathValues = RequestParts.Path("tag_id", tagId),
            Query = Count(includeCount),
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = Need.ContactsRead,
        };

    /// <summary>Makes a tag. A name that exists is a <see cref="Errors.ConflictException"/>.</summary>
    public static ApiRequest<JsonObject> Create(JsonObject body) =>
        new(HttpMethod.Post, Collection, CcJson.ReadObjectAsync)
        {
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Expected = [HttpStatusCode.Created],
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>A new name, which is all that can be changed of a tag.</summary>
    public static ApiRequest<JsonObject> Put(string tagId, JsonObject body) =>
        new(HttpMethod.Put, One, CcJson.ReadObjectAsync)
        {
            PathValues = RequestParts.Path("tag_id", tagId),
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>Queues the deletion of one tag, which takes it from all contacts.</summary>
    public static ApiRequest<ImportActivity> Delete(string tagId) =>
        new(HttpMethod.Delete, One, ActivitiesApi.ReadAsync)
        {
            PathValues = RequestParts.Path("tag_id", tagId),
            Expected = [HttpStatusCode.Accepted],
            Repeat = RepeatRule.OnlyIfNotArrived,
            QueueLimited = true,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    public static ContactTag Read(JsonObject item) => ItemReader.Read(item, Collection, ContactTag.From);

    private static KeyValuePair<string, string>[] Count(bool includeCount) => includeCount ? [new("include_count", "true")] : [];
}
