using System.IO;
using System.Net;
using System.Net.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>
/// One request as the classes of <c>Api</c> describe it: path, verb, what comes back, and whether it may be repeated.
/// Immutable; a new <see cref="HttpRequestMessage"/> is built from it for every attempt, since one cannot be sent twice.
/// </summary>
/// <typeparam name="T">What the answer is read as.</typeparam>
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

    /// <summary>Path below the base URI with named holes, such as <c>contacts/{contact_id}</c>. Traces show this, never the values.</summary>
    public string PathTemplate { get; }

    /// <summary>What fills the holes of <see cref="PathTemplate"/>; escaped when the URI is built.</summary>
    public IReadOnlyDictionary<string, string> PathValues { get; init; } = ApiRoot.NoValues;

    /// <summary>Query parameters in order; escaped when the URI is built (a plain <c>+</c> would be read as a blank).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    /// <summary>Makes the body anew for each attempt; null for none.</summary>
    public Func<HttpContent>? Body { get; init; }

    /// <summary>Reads the bounded answer stream.</summary>
    public Func<Stream, CancellationToken, Task<T>> Read { get; }

    public required RepeatRule Repeat { get; init; }

    /// <summary>Statuses that <see cref="Read"/> understands; everything else is an error.</summary>
    public IReadOnlyCollection<HttpStatusCode> Expected { get; init; } = Ok;

    public string Accept { get; init; } = "application/json";

    /// <summary>For answers that are streamed away and may be larger than the client's limit; null for that.</summary>
    public long? MaxAnswerBytes { get; init; }

    /// <summary>A file of any size: its time limit begins anew whenever something came (<see cref="Patience"/>).</summary>
    public bool IsDownload { get; init; }

    /// <summary>Sees status and headers of an expected answer before it is read.</summary>
    public Action<HttpResponseMessage>? Answered { get; init; }

    public PaceLane Lane { get; init; } = PaceLane.Normal;

    /// <summary>
    /// The last moment at which an attempt may start. Asked after the wait for pace and before every retry; once past,
    /// a <see cref="StaleRequestException"/> is thrown and nothing is sent.
    /// </summary>
    public DateTimeOffset? SendBefore { get; init; }

    /// <summary>The OAuth scope that the endpoint asks for, named in a 403.</summary>
    public string? Scope { get; init; }

    /// <summary>The user privilege that the endpoint asks for beyond the scope, named in a 403.</summary>
    public string? Privilege { get; init; }

    /// <summary>
    /// True where a 429 can also mean that 1,000 activities are queued already: the activity POSTs and the export
    /// download. The text of that answer is undocumented, so a 429 whose key is neither of the gateway's two is taken for it.
    /// </summary>
    public bool QueueLimited { get; init; }

    /// <summary>
    /// The status that says "ask again later". It is polled until another one comes, within bounds: contacts of a
    /// segment answer 202 while the segment is computed.
    /// </summary>
    public HttpStatusCode? NotReady { get; init; }
}
