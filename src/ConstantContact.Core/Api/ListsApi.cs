using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_lists</c>.</summary>
public static class ListsApi
{
    private const string Collection = "contact_lists";

    private const string One = "contact_lists/{list_id}";

    // The schema allows 1,000, the prose 500: 500 is right under both.
    private const string PageSize = "500";

    /// <summary>All lists; items are read with <see cref="Read"/>.</summary>
    /// <param name="membershipCount"><c>all</c> or <c>active</c> (mailable) to have the members counted.</param>
    /// <param name="status"><c>all</c>, <c>active</c> or <c>deleted</c>; null for those that are not deleted.</param>
    public static PagedRequest All(string? membershipCount = null, string? status = null)
    {
        var query = Count(membershipCount);
        if (status is not null)
        {
            query.Add(new("status", status));
        }

        query.Add(new("limit", PageSize));
        return new PagedRequest(Collection, "lists")
        {
            CountMember = "lists_count",
            Query = query,
            Scope = Need.ContactData,
            Privilege = Need.ListsRead,
        };
    }

    /// <summary>One list as it came; read with <see cref="Read"/>. A deleted one is found too.</summary>
    public static ApiRequest<JsonObject> ById(string listId, string? membershipCount = null) =>
        new(HttpMethod.Get, One, CcJson.ReadObjectAsync)
        {
            PathValues = RequestParts.Path("list_id", listId),
            Query = Count(membershipCount),
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = Need.ListsRead,
        };

    /// <summary>Makes a list. A name that exists is a <see cref="Errors.ConflictException"/>.</summary>
    public static ApiRequest<ContactList> Create(string name, string? description = null, bool favorite = false) =>
        new(
            HttpMethod.Post,
            Collection,
            static async (stream, cancellationToken) => ContactList.From(await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false)))
        {
            Body = RequestParts.Json(CcJson.ToUtf8(CreateBody(name, description, favorite))),
            Expected = [HttpStatusCode.Created],
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = Need.ListsWrite,
        };

    /// <summary>What <see cref="Create"/> sends.</summary>
    public static JsonObject CreateBody(string name, string? description = null, bool favorite = false)
    {
        var body = new JsonObject { ["name"] = name, ["favorite"] = favorite };
        if (description is not null)
        {
            body["description"] = description;
        }

        return body;
    }

    /// <summary>Overwrites a list: what the body leaves out is reset. To be merged upon <see cref="ById"/>.</summary>
    public static ApiRequest<JsonObject> Put(string listId, JsonObject body) =>
        new(HttpMethod.Put, One, CcJson.ReadObjectAsync)
        {
            PathValues = RequestParts.Path("list_id", listId),
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = Need.ListsWrite,
        };

    /// <summary>Queues the deletion of one list and its memberships; the contacts stay.</summary>
    public static ApiRequest<ImportActivity> Delete(string listId) =>
        new(HttpMethod.Delete, One, ActivitiesApi.ReadAsync)
        {
            PathValues = RequestParts.Path("list_id", listId),
            Expected = [HttpStatusCode.Accepted],
            Repeat = RepeatRule.OnlyIfNotArrived,
            QueueLimited = true,
            Scope = Need.ContactData,
            Privilege = Need.ListsWrite,
        };

    public static ContactList Read(JsonObject item) => ItemReader.Read(item, Collection, ContactList.From);

    private static List<KeyValuePair<string, string>> Count(string? membershipCount) =>
        membershipCount is null ? [] : [new("include_membership_count", membershipCount)];
}
