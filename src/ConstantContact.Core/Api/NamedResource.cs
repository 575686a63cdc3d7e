using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary>
/// The requests that lists, tags, custom fields and segments share: a collection in pages, and one item by its id.
/// </summary>
/// <param name="path">The collection below the base URI, such as <c>contact_tags</c>.</param>
/// <param name="one">One item, such as <c>contact_tags/{tag_id}</c>.</param>
/// <param name="idName">The name of the id in that path, such as <c>tag_id</c>.</param>
/// <param name="from">
/// Creates the item from its JSON. Throws a <see cref="JsonException"/> if a required member is missing.
/// </param>
internal sealed class NamedResource<T>(string path, string one, string idName, Func<JsonElement, T> from)
{
    public required string ReadPrivilege { get; init; }

    public required string WritePrivilege { get; init; }

    /// <summary>The collection. Read items with <see cref="Read"/>.</summary>
    /// <param name="itemsMember">The member of a page that holds the items.</param>
    /// <param name="query">Parameters, including the page size.</param>
    /// <param name="countMember">
    /// The member of a page that holds the number of all items; null if there is none.
    /// </param>
    public PagedRequest All(
        string itemsMember,
        IReadOnlyList<KeyValuePair<string, string>> query,
        string? countMember = null
    ) =>
        new(path, itemsMember)
        {
            CountMember = countMember,
            Query = query,
            Scope = Need.ContactData,
            Privilege = ReadPrivilege,
        };

    /// <summary>The original JSON of one item. Read it with <see cref="Read"/>.</summary>
    public ApiRequest<JsonObject> ById(string id, IReadOnlyList<KeyValuePair<string, string>>? query = null) =>
        new(HttpMethod.Get, one, CcJson.ReadObjectAsync)
        {
            PathValues = RequestParts.Path(idName, id),
            Query = query ?? [],
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = ReadPrivilege,
        };

    /// <summary>Creates an item. An existing name causes a <see cref="Errors.ConflictException"/>.</summary>
    public ApiRequest<T> Create(JsonObject body) =>
        new(HttpMethod.Post, path, ReadAsync)
        {
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Expected = [HttpStatusCode.Created],
            Repeat = RepeatRule.OnlyIfNotArrived,
            Scope = Need.ContactData,
            Privilege = WritePrivilege,
        };

    /// <summary>Overwrites an item and returns the original JSON of the answer.</summary>
    /// <param name="id">The id of the item.</param>
    /// <param name="body">The whole item. The service resets members that the body omits.</param>
    /// <param name="repeat">Whether sending the body twice has the same effect as sending it once.</param>
    public ApiRequest<JsonObject> Put(string id, JsonObject body, RepeatRule repeat = RepeatRule.Safe) =>
        Change(HttpMethod.Put, one, id, body, CcJson.ReadObjectAsync, repeat);

    /// <summary>Changes an item. The answer is the item.</summary>
    /// <param name="method">PUT or PATCH.</param>
    /// <param name="id">The id of the item.</param>
    /// <param name="body">The body to send.</param>
    /// <param name="template">The path; null for the path of the item.</param>
    public ApiRequest<T> Change(HttpMethod method, string id, JsonObject body, string? template = null) =>
        Change(method, template ?? one, id, body, ReadAsync, RepeatRule.Safe);

    /// <summary>Deletes one item at once.</summary>
    public ApiRequest<bool> Delete(string id) =>
        Delete(id, HttpStatusCode.NoContent, RequestParts.NothingAsync, queued: false);

    /// <summary>Queues the deletion of one item.</summary>
    public ApiRequest<ImportActivity> QueueDeletion(string id) =>
        Delete(id, HttpStatusCode.Accepted, ActivitiesApi.ReadAsync, queued: true);

    /// <exception cref="Errors.UnexpectedResponseException">The item lacks a required member.</exception>
    public T Read(JsonObject item) => ItemReader.Read(item, path, from);

    private async Task<T> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        from(await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false));

    private ApiRequest<TAnswer> Change<TAnswer>(
        HttpMethod method,
        string template,
        string id,
        JsonObject body,
        Func<Stream, CancellationToken, Task<TAnswer>> read,
        RepeatRule repeat
    ) =>
        new(method, template, read)
        {
            PathValues = RequestParts.Path(idName, id),
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Repeat = repeat,
            Scope = Need.ContactData,
            Privilege = WritePrivilege,
        };

    private ApiRequest<TAnswer> Delete<TAnswer>(
        string id,
        HttpStatusCode expected,
        Func<Stream, CancellationToken, Task<TAnswer>> read,
        bool queued
    ) =>
        new(HttpMethod.Delete, one, read)
        {
            PathValues = RequestParts.Path(idName, id),
            Expected = [expected],
            Repeat = RepeatRule.OnlyIfNotArrived,
            QueueLimited = queued,
            Scope = Need.ContactData,
            Privilege = WritePrivilege,
        };
}
