using System.IO;
using System.Net;
using System.Net.Http;
using System.Text.Json.Nodes;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary>
/// <c>/activities</c>: bulk work. A POST is not repeated once it may have arrived, because each one queues another job.
/// The user needs <c>contacts:write</c> even for reading.
/// </summary>
public static class ActivitiesApi
{
    public static ApiRequest<ImportActivity> ById(string activityId) =>
        new(HttpMethod.Get, "activities/{activity_id}", ReadAsync)
        {
            PathValues = RequestParts.Path("activity_id", activityId),
            Repeat = RepeatRule.Safe,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>The activities of the last ten days.</summary>
    /// <param name="state">
    /// One of processing, completed, cancelled, failed, timed_out; null for all. Activities that are only queued cannot
    /// be queried.
    /// </param>
    /// <param name="pageSize">1 to 500; null for 500.</param>
    public static PagedRequest All(string? state = null, int? pageSize = null)
    {
        List<KeyValuePair<string, string>> query =
        [
            new(
                "limit",
                RequestParts.PageSize(pageSize, 500).ToString(System.Globalization.CultureInfo.InvariantCulture)
            ),
        ];
        if (state is not null)
        {
            query.Add(new("state", state));
        }

        return new PagedRequest("activities", "activities")
        {
            Query = query,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };
    }

    /// <summary>
    /// Imports contacts as JSON. Above 4 MB or 40,000 contacts, the service silently drops the rest, so the caller must
    /// stay below these limits.
    /// </summary>
    /// <param name="body">Creates a new complete body for each attempt.</param>
    public static ApiRequest<ImportActivity> ImportJson(Func<HttpContent> body) =>
        Import("activities/contacts_json_import", body);

    /// <summary>
    /// Imports contacts as a CSV file. Above 4 MB or 40,000 lines including the header, the service silently drops the
    /// rest, so the caller must stay below these limits.
    /// </summary>
    /// <param name="body">
    /// Creates a new complete body for each attempt, including the multipart framing, which counts towards the 4 MB.
    /// Its content type must name the boundary; otherwise the answer is 415.
    /// </param>
    public static ApiRequest<ImportActivity> ImportCsv(Func<HttpContent> body) =>
        Import("activities/contacts_file_import", body);

    /// <summary>
    /// Deletes at most 500 contacts. May be repeated: contacts that are already deleted are skipped, so a second job
    /// does nothing.
    /// </summary>
    public static ApiRequest<ImportActivity> DeleteContacts(IReadOnlyList<string> contactIds) =>
        Repeatable("activities/contact_delete", new JsonObject { ["contact_ids"] = CcJson.Texts(contactIds) });

    private static ApiRequest<ImportActivity> Repeatable(string path, JsonObject body) =>
        new(HttpMethod.Post, path, ReadAsync)
        {
            Body = RequestParts.Json(CcJson.ToUtf8(body)),
            Expected = [HttpStatusCode.Created],
            Repeat = RepeatRule.Safe,
            QueueLimited = true,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>Starts a job that is not an import: memberships, taggings, deletions.</summary>
    /// <param name="path">One of <see cref="ActivityPaths"/>, such as <c>activities/add_list_memberships</c>.</param>
    /// <param name="body">The contacts and the operation.</param>
    public static ApiRequest<ImportActivity> Start(string path, JsonObject body) =>
        Import(path, RequestParts.Json(CcJson.ToUtf8(body)));

    internal static async Task<ImportActivity> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        ImportActivity.From(await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false));

    private static ApiRequest<ImportActivity> Import(string path, Func<HttpContent> body) =>
        new(HttpMethod.Post, path, ReadAsync)
        {
            Body = body,
            Expected = [HttpStatusCode.Created],
            Repeat = RepeatRule.OnlyIfNotArrived,
            QueueLimited = true,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };
}
