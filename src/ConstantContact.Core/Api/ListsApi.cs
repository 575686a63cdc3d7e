using System.Collections.Generic;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_lists</c>.</summary>
public static class ListsApi
{
    private const string Collection = "contact_lists";

    // The schema allows 1,000, the prose 500: 500 is right under both.
    private const string PageSize = "500";

    /// <summary>All lists; items are read with <see cref="Read"/>.</summary>
    /// <param name="membershipCount"><c>all</c> or <c>active</c> (mailable) to have the members counted.</param>
    public static PagedRequest All(string? membershipCount = null)
    {
        var query = new List<KeyValuePair<string, string>>();
        if (membershipCount is not null)
        {
            query.Add(new("include_membership_count", membershipCount));
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

    /// <summary>Makes a list. A name that exists is a <see cref="Errors.ConflictException"/>.</summary>
    public static ApiRequest<ContactList> Create(string name, string? description = null, bool favorite = false)
    {
        var body = new JsonObject { ["name"] = name, ["favorite"] = favorite };
        if (description is not null)
        {
            body["description"] = description;
        }

        return new ApiRequest<ContactList>(
            HttpMethod.Post,
            Collection,
            static async (stream, cancellationToken) => ContactList.From(await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false)))
        {
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Expected = [HttpStatusCode.Created],
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = Need.ListsWrite,
        };
    }

    public static ContactList Read(JsonObject item) => ItemReader.Read(item, Collection, ContactList.From);
}
