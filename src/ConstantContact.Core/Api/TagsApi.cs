using System.Net.Http;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_tags</c>.</summary>
public static class TagsApi
{
    private static readonly NamedResource<ContactTag> Tags = new(
        "contact_tags",
        "contact_tags/{tag_id}",
        "tag_id",
        ContactTag.From
    )
    {
        ReadPrivilege = Need.ContactsRead,
        WritePrivilege = Need.ContactsWrite,
    };

    /// <summary>All tags. Read items with <see cref="Read"/>.</summary>
    public static PagedRequest All(bool includeCount = false) =>
        Tags.All("tags", [.. Count(includeCount), new("limit", "500")], "tags_count");

    /// <summary>The original JSON of one tag. Read it with <see cref="Read"/>.</summary>
    public static ApiRequest<JsonObject> ById(string tagId, bool includeCount = false) =>
        Tags.ById(tagId, Count(includeCount));

    /// <summary>Creates a tag. An existing name causes a <see cref="Errors.ConflictException"/>.</summary>
    /// <param name="name">At most 255 characters.</param>
    /// <param name="source">
    /// The origin of the tag, which cannot be changed later. Null for the service's default.
    /// </param>
    public static ApiRequest<ContactTag> Create(string name, string? source = null)
    {
        var body = new JsonObject { ["name"] = name };
        if (source is not null)
        {
            body["tag_source"] = source;
        }

        return Tags.Create(body);
    }

    /// <summary>Changes the name, the only part of a tag that can be changed.</summary>
    public static ApiRequest<ContactTag> Rename(string tagId, string name) =>
        Tags.Change(HttpMethod.Put, tagId, new JsonObject { ["name"] = name });

    /// <summary>Queues the deletion of one tag, which removes it from all contacts.</summary>
    public static ApiRequest<ImportActivity> Delete(string tagId) => Tags.QueueDeletion(tagId);

    public static ContactTag Read(JsonObject item) => Tags.Read(item);

    private static KeyValuePair<string, string>[] Count(bool includeCount) =>
        includeCount ? [new("include_count", "true")] : [];
}
