using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Api;

/// <summary>
/// <c>/activities</c>: bulk work. No POST is repeated once it may have arrived, since each queues one more job; and the
/// user needs <c>contacts:write</c> even to read.
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

    /// <summary>Contacts as JSON. Beyond 4 MB or 40,000 contacts the service silently drops the rest: the caller keeps below.</summary>
    /// <param name="body">Makes the whole body anew for each attempt.</param>
    public static ApiRequest<ImportActivity> ImportJson(Func<HttpContent> body) => Import("activities/contacts_json_import", body);

    /// <summary>Contacts as a CSV file. Beyond 4 MB or 40,000 lines with the header, the service silently drops the rest: the caller keeps below.</summary>
    /// <param name="body">
    /// Makes the whole body anew for each attempt, multipart framing included, since it counts towards the 4 MB; its content
    /// type names the boundary, without which the answer is 415.
    /// </param>
    public static ApiRequest<ImportActivity> ImportCsv(Func<HttpContent> body) => Import("activities/contacts_file_import", body);

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

    private static async Task<ImportActivity> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        ImportActivity.From(await CcJson.ReadElementAsync(stream, cancellationToken).ConfigureAwait(false));
}
