using System.IO;
using System.Net;
using System.Net.Http;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_exports</c>: the files that export activities made.</summary>
public static class ContactExportsApi
{
    /// <summary>Far above any account, and below what a server that never stops would send.</summary>
    private const long MostBytes = 16L * 1024 * 1024 * 1024;

    /// <summary>The file, written to a stream that can be emptied again, since an attempt that broke off begins anew.</summary>
    /// <remarks>It takes as long as something comes.</remarks>
    /// <exception cref="InvalidInputException"><c>CcReportNotWritable</c>, from sending: the destination failed, not the service.</exception>
    /// <exception cref="UnexpectedResponseException">What came is no CSV file.</exception>
    public static ApiRequest<long> Download(string fileExportId, Stream destination) =>
        new(HttpMethod.Get, "contact_exports/{file_export_id}", (stream, cancellationToken) => AnswerCopy.ToAsync(stream, destination, cancellationToken))
        {
            PathValues = RequestParts.Path("file_export_id", fileExportId),
            Accept = "text/csv",
            Repeat = RepeatRule.Safe,
            NotReady = HttpStatusCode.Accepted,
            MaxAnswerBytes = MostBytes,
            IsDownload = true,
            Answered = static response => ThrowIfNoFile(response.Content?.Headers.ContentType?.MediaType),
            QueueLimited = true,
            Scope = Need.ContactData,
            Privilege = Need.ContactsWrite,
        };

    /// <summary>What the file's request is called in messages.</summary>
    internal static string Name => "GET contact_exports/{file_export_id}";

    // A sign-in page of a proxy would otherwise be saved under the name of the file.
    private static void ThrowIfNoFile(string? mediaType)
    {
        if (mediaType is not null && (mediaType.IndexOf("html", StringComparison.OrdinalIgnoreCase) >= 0 || mediaType.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0))
        {
            throw new UnexpectedResponseException($"{Name}: the answer is {mediaType}, and no CSV file.") { StatusCode = HttpStatusCode.OK };
        }
    }
}
