using System.Text.Json.Nodes;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_lists</c>.</summary>
public static class ListsApi
{
    // The schema allows 1,000, the prose 500: 500 is right under both.
    private const string PageSize = "500";

    private static readonly string[] ReadOnlyMembers =
        ["list_id", "created_at", "updated_at", "deleted_at", "membership_count", "sms_membership_count", "_links"];

    private static readonly NamedResource<ContactList> Lists = new("contact_lists", "contact_lists/{list_id}", "list_id", ContactList.From)
    {
        ReadPrivilege = Need.ListsRead,
        WritePrivilege = Need.ListsWrite,
    };

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
        return Lists.All("lists", query, "lists_count");
    }

    /// <summary>One list as it came; read with <see cref="Read"/>. A deleted one is found too.</summary>
    public static ApiRequest<JsonObject> ById(string listId, string? membershipCount = null) =>
        Lists.ById(listId, Count(membershipCount));

    /// <summary>Makes a list. A name that exists is a <see cref="Errors.ConflictException"/>.</summary>
    /// <param name="name">At most 255 characters.</param>
    /// <param name="description">Null for none.</param>
    /// <param name="favorite">Shown first in the web interface.</param>
    public static ApiRequest<ContactList> Create(string name, string? description = null, bool favorite = false)
    {
        var body = new JsonObject { ["name"] = name, ["favorite"] = favorite };
        if (description is not null)
        {
            body["description"] = description;
        }

        return Lists.Create(body);
    }

    /// <summary>What a PUT has to send to change a list, since the service resets what is left out.</summary>
    /// <param name="current">The list as <see cref="ById"/> gave it.</param>
    /// <param name="name">Null keeps the name.</param>
    /// <param name="description">Null keeps the description; empty removes it.</param>
    /// <param name="favorite">Null keeps it.</param>
    public static Overwrite Change(JsonObject current, string? name, string? description, bool? favorite)
    {
        var changes = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        if (name is not null)
        {
            changes["name"] = name;
        }

        if (description is not null)
        {
            changes["description"] = description.Length == 0 ? null : description;
        }

        if (favorite is not null)
        {
            changes["favorite"] = favorite;
        }

        return Overwrite.Of(current, ReadOnlyMembers, changes);
    }

    /// <summary>Overwrites a list with what <see cref="Change"/> made.</summary>
    public static ApiRequest<JsonObject> Put(string listId, Overwrite change) => Lists.Put(listId, change.Body);

    /// <summary>Queues the deletion of one list and its memberships; the contacts stay.</summary>
    public static ApiRequest<ImportActivity> Delete(string listId) => Lists.QueueDeletion(listId);

    public static ContactList Read(JsonObject item) => Lists.Read(item);

    private static List<KeyValuePair<string, string>> Count(string? membershipCount) =>
        membershipCount is null ? [] : [new("include_membership_count", membershipCount)];
}
