using System.IO;
using System.Net;
using System.Net.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>
/// One request as the classes of <c>Api</c> describe it: path, verb, answer type, and whether it may be repeated.
/// Immutable. A new <see cref="HttpRequestMessage"/> is built from it for every attempt, since a message cannot be sent
/// twice.
/// </summary>
/// <typeparam name="T">The type of the answer.</typeparam>
public sealed class ApiRequest<T> : IRequestFacts
{
    private static readonly HttpStatusCode[] Ok = [HttpStatusCode.OK];

    public ApiRequest(HttpMethod method, string pathTemplate, Func<Stream, CancellationToken, Task<T>> read)
    {
        Method = method;
        PathTemplate = pathTemplate;
        Read = read;
    }

    public HttpMethod Method { get; }

    /// <summary>
    /// The path below the base URI with named placeholders, such as <c>contacts/{contact_id}</c>. Traces show this
    /// path, never the values.
    /// </summary>
    public string PathTemplate { get; }

    /// <summary>
    /// The values for the placeholders of <see cref="PathTemplate"/>. They are escaped when the URI is built.
    /// </summary>
    public IReadOnlyDictionary<string, string> PathValues { get; init; } = ApiRoot.NoValues;

    /// <summary>
    /// The query parameters in order. They are escaped when the URI is built, because a plain <c>+</c> would be read as
    /// a blank.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Creates a new body for each attempt; null for no body.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>Reads the size-limited answer stream.</summary>
    public Func<Stream, CancellationToken, Task<T>> Read { get; }

    public required RepeatRule Repeat { get; init; }

    /// <summary>The statuses that <see cref="Read"/> understands. Every other status is an error.</summary>
    public IReadOnlyCollection<HttpStatusCode> Expected { get; init; } = Ok;

    public string Accept { get; init; } = "application/json";

    /// <summary>
    /// The maximum size of answers that are streamed and may exceed the client's limit; null for the client's limit.
    /// </summary>
    public long? MaxAnswerBytes { get; init; }

    /// <summary>
    /// True for a file of any size. Its time limit restarts whenever data arrives (<see cref="Patience"/>).
    /// </summary>
    public bool IsDownload { get; init; }

    /// <summary>Receives status and headers of an expected answer before it is read.</summary>
    public Action<HttpResponseMessage>? Answered { get; init; }

    public PaceLane Lane { get; init; } = PaceLane.Normal;

    /// <summary>
    /// The latest moment at which an attempt may start. Checked after the wait for pace and before every retry. After
    /// this moment, a <see cref="StaleRequestException"/> is thrown and nothing is sent.
    /// </summary>
    public DateTimeOffset? SendBefore { get; init; }

    /// <summary>The OAuth scope that the endpoint requires. A 403 error names it.</summary>
    public string? Scope { get; init; }

    /// <summary>The user privilege that the endpoint requires in addition to the scope. A 403 error names it.</summary>
    public string? Privilege { get; init; }

    /// <summary>
    /// True if a 429 can also mean that 1,000 activities are already queued: the activity POSTs and the export
    /// download. The text of that answer is undocumented, so a 429 whose key is neither of the gateway's two keys is
    /// taken for it.
    /// </summary>
    public bool QueueLimited { get; init; }

    /// <summary>
    /// The status that means "ask again later". The request is polled, within limits, until another status arrives: a
    /// segment's contacts answer 202 while the service computes the segment.
    /// </summary>
    public HttpStatusCode? NotReady { get; init; }
}
