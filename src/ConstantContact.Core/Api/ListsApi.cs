using System.Text.Json.Nodes;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_lists</c>.</summary>
public static class ListsApi
{
    // The schema allows 1,000, the prose 500. 500 satisfies both.
    private const string PageSize = "500";

    private static readonly string[] ReadOnlyMembers =
    [
        "list_id",
        "created_at",
        "updated_at",
        "deleted_at",
        "membership_count",
        "sms_membership_count",
        "_links",
    ];

    private static readonly NamedResource<ContactList> Lists = new(
        "contact_lists",
        "contact_lists/{list_id}",
        "list_id",
        ContactList.From
    )
    {
        ReadPrivilege = Need.ListsRead,
        WritePrivilege = Need.ListsWrite,
    };

    /// <summary>All lists. Read items with <see cref="Read"/>.</summary>
    /// <param name="membershipCount">
    /// <c>all</c> or <c>active</c> (mailable) to count the members; null for no count.
    /// </param>
    /// <param name="status"><c>all</c>, <c>active</c> or <c>deleted</c>; null for lists that are not deleted.</param>
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

    /// <summary>The original JSON of one list, even a deleted one. Read it with <see cref="Read"/>.</summary>
    public static ApiRequest<JsonObject> ById(string listId, string? membershipCount = null) =>
        Lists.ById(listId, Count(membershipCount));

    /// <summary>Creates a list. An existing name causes a <see cref="Errors.ConflictException"/>.</summary>
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

    /// <summary>The PUT body for changing a list. The service resets members that the body omits.</summary>
    /// <param name="current">The list as <see cref="ById"/> returned it.</param>
    /// <param name="name">Null keeps the name.</param>
    /// <param name="description">Null keeps the description; empty removes it.</param>
    /// <param name="favorite">Null keeps the value.</param>
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

    /// <summary>Overwrites a list with the result of <see cref="Change"/>.</summary>
    public static ApiRequest<JsonObject> Put(string listId, Overwrite change) => Lists.Put(listId, change.Body);

    /// <summary>Queues the deletion of one list and its memberships. The contacts remain.</summary>
    public static ApiRequest<ImportActivity> Delete(string listId) => Lists.QueueDeletion(listId);

    public static ContactList Read(JsonObject item) => Lists.Read(item);

    private static List<KeyValuePair<string, string>> Count(string? membershipCount) =>
        membershipCount is null ? [] : [new("include_membership_count", membershipCount)];
}
