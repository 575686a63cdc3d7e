using System;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Emulator.Json;

namespace ConstantContact.Emulator.Http;

/// <summary>
/// One request to the API, read completely, so that handlers run without waiting under the account's lock.
/// </summary>
internal sealed class ApiCall
{
    internal required string Method { get; init; }

    /// <summary>Decoded path, with the leading /v3.</summary>
    internal required string Path { get; init; }

    internal required QueryParameters Query { get; init; }

    internal required string? ContentType { get; init; }

    /// <summary>The Accept header as it came; blank when there was none.</summary>
    internal string Accept { get; init; } = "";

    internal required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The variable part of the path, where the route has one.</summary>
    internal string Id { get; init; } = "";

    internal ApiCall WithId(string id) =>
        new()
        {
            Method = Method,
            Path = Path,
            Query = Query,
            ContentType = ContentType,
            Accept = Accept,
            Body = Body,
            Id = id,
        };

    /// <summary>The body as a JSON object; anything else is the error the service would report.</summary>
    internal JsonObject JsonBody()
    {
        RequireJson();
        try
        {
            return JsonText.Parse(Body) as JsonObject
                ?? throw ApiProblem.Validation("The request body must be a JSON object");
        }
        catch (JsonException)
        {
            throw ApiProblem.Validation("The request body could not be read as JSON");
        }
    }

    internal void RequireJson()
    {
        var type = ContentType?.Split(';')[0].Trim();
        if (!string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase))
        {
            throw UnsupportedMediaType();
        }
    }

    /// <summary>Whether the client takes a media type. Who says nothing takes all.</summary>
    internal bool Takes(string mediaType)
    {
        var kind = mediaType[..(mediaType.IndexOf('/', StringComparison.Ordinal) + 1)] + "*";
        return Accept.Trim().Length == 0
            || Accept
                .Split(',')
                .Select(a => a.Split(';')[0].Trim())
                .Any(a =>
                    a == "*/*"
                    || a.Equals(kind, StringComparison.OrdinalIgnoreCase)
                    || a.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
                );
    }

    internal static ApiProblem UnsupportedMediaType() =>
        ApiProblem.Resource(
            415,
            "contacts.api.unsupported_media_type",
            "The content type of the request is not supported"
        );
}
