using System.Text.Json.Nodes;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_tags</c>.</summary>
public static class TagsApi
{
    private const string Collection = "contact_tags";

    /// <summary>All tags; items are read with <see cref="Read"/>.</summary>
    public static PagedRequest All(bool includeCount = false) => new(Collection, "tags")
    {
        CountMember = "tags_count",
        Query = includeCount ? [new("include_count", "true"), new("limit", "500")] : [new("limit", "500")],
        Scope = Need.ContactData,
        Privilege = Need.ContactsRead,
    };

    public static ContactTag Read(JsonObject item) => ItemReader.Read(item, Collection, ContactTag.From);
}
