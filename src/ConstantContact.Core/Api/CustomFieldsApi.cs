using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_custom_fields</c>.</summary>
public static class CustomFieldsApi
{
    private const string Collection = "contact_custom_fields";

    private const string One = "contact_custom_fields/{custom_field_id}";

    /// <summary>All definitions, of which an account has at most 100, so that one page holds them; items are read with <see cref="Read"/>.</summary>
    public static PagedRequest All() => new(Collection, "custom_fields")
    {
        Query = [new("limit", "100")],
        Scope = Need.ContactData,
        Privilege = Need.ContactsRead,
    };

    /// <summary>One definition as it came; read with <see cref="Read"/>.</summary>
    public static ApiRequest<JsonObject> ById(string customFieldId) =>
        new(HttpMethod.Get, One, CcJson.ReadObjectAsync)
        {
            PathValues = RequestParts.Path("custom_field_id", customFieldId),
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = Need.ContactsRead,
        };

    /// <summary>Makes a field. A label that exists is a <see cref="Errors.ConflictException"/>.</summary>
    public static ApiRequest<JsonObject> Create(JsonObject body) =>
        new(HttpMethod.Post, Collection, CcJson.ReadObjectAsync)
        {
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Expected = [HttpStatusCode.Created],
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>
    /// Overwrites a definition: what the body leaves out becomes null, choices included. To be merged upon <see cref="ById"/>.
    /// Not repeated once it may have arrived, since new choices would be made twice.
    /// </summary>
    public static ApiRequest<JsonObject> Put(string customFieldId, JsonObject body) =>
        new(HttpMethod.Put, One, CcJson.ReadObjectAsync)
        {
            PathValues = RequestParts.Path("custom_field_id", customFieldId),
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>Deletes one field at once, with its values in all contacts.</summary>
    public static ApiRequest<bool> Delete(string customFieldId) =>
        new(HttpMethod.Delete, One, RequestParts.NothingAsync)
        {
            PathValues = RequestParts.Path("custom_field_id", customFieldId),
            Expected = [HttpStatusCode.NoContent],
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    public static CustomField Read(JsonObject item) => ItemReader.Read(item, Collection, CustomField.From);
}
