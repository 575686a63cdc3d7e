using System.Net;
using System.Net.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Http;

/// <summary>A GET request whose answer has pages. Reading is always safe to repeat.</summary>
public sealed class PagedRequest
{
    public PagedRequest(string pathTemplate, string? itemsMember)
    {
        PathTemplate = pathTemplate;
        ItemsMember = itemsMember;
    }

    /// <inheritdoc cref="ApiRequest{T}.PathTemplate"/>
    public string PathTemplate { get; }

    /// <summary>
    /// The member of the answer that holds the items, such as <c>contacts</c>; null to use the only array of the
    /// answer.
    /// </summary>
    public string? ItemsMember { get; }

    /// <summary>The member that holds the number of all matches, such as <c>contacts_count</c>.</summary>
    public string? CountMember { get; init; }

    /// <inheritdoc cref="ApiRequest{T}.PathValues"/>
    public IReadOnlyDictionary<string, string> PathValues { get; init; } = ApiRoot.NoValues;

    /// <summary>
    /// The query of the first page. The cursor contains the filters, so later pages are requested with the cursor
    /// alone.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query { get; init; } = [];

    public PaceLane Lane { get; init; } = PaceLane.Normal;

    /// <inheritdoc cref="ApiRequest{T}.Scope"/>
    public string? Scope { get; init; }

    /// <inheritdoc cref="ApiRequest{T}.Privilege"/>
    public string? Privilege { get; init; }

    /// <inheritdoc cref="ApiRequest{T}.Answered"/>
    public Action<HttpResponseMessage>? Answered { get; init; }

    /// <inheritdoc cref="ApiRequest{T}.NotReady"/>
    public HttpStatusCode? NotReady { get; init; }

    /// <summary>The request for one page. A null cursor means the first page.</summary>
    internal ApiRequest<Page> At(string? cursor, Uri baseUri) =>
        new(
            HttpMethod.Get,
            PathTemplate,
            (stream, cancellationToken) => PageReader.ReadAsync(stream, this, baseUri, cancellationToken)
        )
        {
            PathValues = PathValues,
            Query = cursor is null ? Query : [new("cursor", cursor)],
            Repeat = RepeatRule.Safe,
            Lane = Lane,
            Scope = Scope,
            Privilege = Privilege,
            NotReady = NotReady,
            Answered = Answered,
        };
}
