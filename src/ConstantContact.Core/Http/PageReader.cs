using System.IO;
using System.Text.Json;
using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Http;

/// <summary>Extracts items, count and cursor from one page.</summary>
internal static class PageReader
{
    public static Task<Page> ReadAsync(
        Stream stream,
        PagedRequest request,
        Uri baseUri,
        CancellationToken cancellationToken
    ) => CcJson.ReadAsync(stream, root => Read(root, request, baseUri), cancellationToken);

    private static Page Read(JsonElement root, PagedRequest request, Uri baseUri)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException($"A page must be an object, but it is {CcJson.Describe(root.ValueKind)}.");
        }

        return new Page(
            Items(root, request.ItemsMember ?? OnlyArray(root)),
            request.CountMember is { } count ? root.Number(count) : null,
            NextCursor(root, baseUri)
        );
    }

    private static string OnlyArray(JsonElement root)
    {
        string? found = null;
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Array)
            {
                found = found is null
                    ? member.Name
                    : throw new JsonException("The page contains several arrays, so its items cannot be identified.");
            }
        }

        return found ?? throw new JsonException("The page contains no array of items.");
    }

    // An answer without the member does not mean "no items". That would turn an outage into an empty account.
    private static List<JsonObject> Items(JsonElement root, string member)
    {
        if (!root.TryGetProperty(member, out _))
        {
            throw new JsonException($"The page has no member '{member}'.");
        }

        var items = new List<JsonObject>();
        foreach (var item in root.Items(member))
        {
            items.Add(CcJson.ToObject(item.Clone()));
        }

        return items;
    }

    // On the last page, _links is missing, null or {}, or its next is null. All of these were observed.
    private static string? NextCursor(JsonElement root, Uri baseUri)
    {
        if (root.Member("_links") is not { } links)
        {
            return null;
        }

        if (links.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException(
                $"The member '_links' must be an object, but it is {CcJson.Describe(links.ValueKind)}."
            );
        }

        if (links.Member("next") is not { } next)
        {
            return null;
        }

        return next.ValueKind == JsonValueKind.Object
            ? next.Text("href") is { Length: > 0 } href
                ? CursorOf(href, baseUri)
                : null
            : throw new JsonException(
                $"The member 'next' must be an object, but it is {CcJson.Describe(next.ValueKind)}."
            );
    }

    // Only the cursor is used. The path may be internal to the service (tags: /contacts-service/v3/accounts/…), and a
    // link to another host must never receive a token.
    private static string CursorOf(string href, Uri baseUri)
    {
        if (
            !Uri.TryCreate(baseUri, href, out var uri)
            || !string.Equals(uri.Authority, baseUri.Authority, StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new JsonException("The link to the next page leads to another host.");
        }

        foreach (var pair in uri.Query.TrimStart('?').Split('&'))
        {
            if (pair.StartsWith("cursor=", StringComparison.Ordinal) && pair.Length > "cursor=".Length)
            {
                return Uri.UnescapeDataString(pair.Substring("cursor=".Length));
            }
        }

        throw new JsonException("The link to the next page has no cursor.");
    }
}
