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

    /// <summary>The items as they came; none has a parent, so that each can be put into another document.</summary>
    public IReadOnlyList<JsonObject> Items { get; }

    /// <summary>How many items all pages hold together, where the request asked for it.</summary>
    public long? TotalCount { get; }

    /// <summary>Null on the last page.</summary>
    public string? NextCursor { get; }
}
