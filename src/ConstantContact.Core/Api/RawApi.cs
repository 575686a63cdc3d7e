using System.IO;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Api;

/// <summary>
/// Requests without a class of their own in the module. The caller specifies method and path, and whether the request
/// may be repeated.
/// </summary>
public static class RawApi
{
    private static readonly HttpStatusCode[] Success =
    [
        HttpStatusCode.OK,
        HttpStatusCode.Created,
        HttpStatusCode.Accepted,
        HttpStatusCode.NonAuthoritativeInformation,
        HttpStatusCode.NoContent,
        HttpStatusCode.PartialContent,
    ];

    /// <summary>One request and its complete answer.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="path">
    /// A path below the base URI, with or without a query. Links from the service are accepted as well.
    /// </param>
    /// <param name="query">More query parameters.</param>
    /// <param name="body">JSON; null for no body.</param>
    /// <param name="repeat">Whether the request may be sent again.</param>
    /// <param name="baseUri">The root, which is removed from links.</param>
    /// <exception cref="InvalidInputException">The path leads outside the API.</exception>
    public static ApiRequest<RawAnswer> Request(
        HttpMethod method,
        string path,
        IReadOnlyList<KeyValuePair<string, string>> query,
        byte[]? body,
        RepeatRule repeat,
        Uri baseUri
    )
    {
        var target = RawTarget.Parse(path, baseUri);
        HttpResponseMessage? answered = null;
        return new ApiRequest<RawAnswer>(
            method,
            target.Template,
            async (stream, cancellationToken) =>
                await ReadAsync(stream, answered!, cancellationToken).ConfigureAwait(false)
        )
        {
            PathValues = target.Values,
            Query = [.. target.Query, .. query],
            Body = body is null ? null : RequestParts.Json(body),
            Expected = Success,
            Repeat = repeat,
            Answered = response => answered = response,

            // The path is the only sign that a POST queues a job.
            QueueLimited =
                method == HttpMethod.Post
                && target.Template.StartsWith("activities", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>A collection, page by page. The items come from the only array of each page.</summary>
    /// <param name="path">As for <see cref="Request"/>.</param>
    /// <param name="query">The query of the first page.</param>
    /// <param name="baseUri">The root.</param>
    /// <param name="answered">Receives the headers of each page.</param>
    public static PagedRequest Pages(
        string path,
        IReadOnlyList<KeyValuePair<string, string>> query,
        Uri baseUri,
        Action<HttpResponseMessage> answered
    )
    {
        var target = RawTarget.Parse(path, baseUri);
        return new PagedRequest(target.Template, itemsMember: null)
        {
            PathValues = target.Values,
            Query = [.. target.Query, .. query],
            Answered = answered,
        };
    }

    /// <summary>The headers of the answer and of its content. Several values of a name keep their order.</summary>
    public static IReadOnlyDictionary<string, string[]> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
        foreach (
            var header in response.Headers.Concat(
                response.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>()
            )
        )
        {
            headers[header.Key] = [.. header.Value];
        }

        return headers;
    }

    private static async Task<RawAnswer> ReadAsync(
        Stream stream,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        var headers = HeadersOf(response);
        var type = response.Content?.Headers.ContentType?.MediaType;
        if (type is not null && type.IndexOf("json", StringComparison.OrdinalIgnoreCase) < 0)
        {
            // For instance the file of an export.
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return new RawAnswer(null, await reader.ReadToEndAsync().ConfigureAwait(false), headers);
        }

        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, 81920, cancellationToken).ConfigureAwait(false);
        return bytes.Length == 0
            ? new RawAnswer(null, null, headers)
            : new RawAnswer(CcJson.ToNode(CcJson.Parse(bytes.GetBuffer().AsSpan(0, (int)bytes.Length))), null, headers);
    }
}
