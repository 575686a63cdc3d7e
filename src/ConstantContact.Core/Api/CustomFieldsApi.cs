using System.Text.Json.Nodes;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_custom_fields</c>.</summary>
public static class CustomFieldsApi
{
    private const string Collection = "contact_custom_fields";

    /// <summary>All definitions, of which an account has at most 100, so that one page holds them; items are read with <see cref="Read"/>.</summary>
    public static PagedRequest All() => new(Collection, "custom_fields")
    {
        Query = [new("limit", "100")],
        Scope = Need.ContactData,
        Privilege = Need.ContactsRead,
    };

    public static CustomField Read(JsonObject item) => ItemReader.Read(item, Collection, CustomField.From);
}
