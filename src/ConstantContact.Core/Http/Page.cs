using System.Text.Json.Nodes;

namespace ConstantContact.Core.Http;

/// <summary>One page of a collection.</summary>
public sealed class Page
{
    public Page(IReadOnlyList<JsonObject> items, long? totalCount, string? nextCursor)
    {
        Items = items;
        TotalCount = totalCount;
        NextCursor = nextCursor;
    }

    /// <summary>The items as received. None has a parent, so each can be added to another document.</summary>
    public IReadOnlyList<JsonObject> Items { get; }

    /// <summary>The number of items on all pages; null unless the request asked for it.</summary>
    public long? TotalCount { get; }

    /// <summary>Null on the last page.</summary>
    public string? NextCursor { get; }
}
