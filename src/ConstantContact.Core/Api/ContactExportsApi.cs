using System.IO;
using System.Net;
using System.Net.Http;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary><c>/contact_exports</c>: the files that export activities created.</summary>
public static class ContactExportsApi
{
    /// <summary>Far larger than any account, but smaller than an endless answer.</summary>
    private const long MostBytes = 16L * 1024 * 1024 * 1024;

    /// <summary>
    /// Downloads the file into a stream that can be truncated, because a new attempt starts from the beginning.
    /// </summary>
    /// <remarks>Runs as long as data arrives.</remarks>
    /// <exception cref="InvalidInputException">
    /// <c>CcReportNotWritable</c>, thrown while sending: the destination failed, not the service.
    /// </exception>
    /// <exception cref="UnexpectedResponseException">The answer is not a CSV file.</exception>
    public static ApiRequest<long> Download(string fileExportId, Stream destination) =>
        new(
            HttpMethod.Get,
            "contact_exports/{file_export_id}",
            (stream, cancellationToken) => AnswerCopy.ToAsync(stream, destination, cancellationToken)
        )
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

    /// <summary>The name of this request in messages.</summary>
    internal static string Name => "GET contact_exports/{file_export_id}";

    // Otherwise, a proxy's sign-in page would be saved as the file.
    private static void ThrowIfNoFile(string? mediaType)
    {
        if (
            mediaType is not null
            && (
                mediaType.IndexOf("html", StringComparison.OrdinalIgnoreCase) >= 0
                || mediaType.IndexOf("json", StringComparison.OrdinalIgnoreCase) >= 0
            )
        )
        {
            throw new UnexpectedResponseException($"{Name}: the answer is {mediaType}, not a CSV file.")
            {
                StatusCode = HttpStatusCode.OK,
            };
        }
    }
}
