using System.Text.Json.Nodes;

namespace ConstantContact.Core.Jobs;

/// <summary>Whom a bulk activity is about, in the service's words: exactly one member of the body's <c>source</c>.</summary>
public sealed class ContactSource
{
    private readonly string _member;
    private readonly IReadOnlyList<string> _ids;
    private readonly int? _number;

    private ContactSource(string member, IReadOnlyList<string> ids, int? number = null)
    {
        _member = member;
        _ids = ids;
        _number = number;
    }

    /// <summary>How many contacts, where that is known: they are named one by one.</summary>
    public int? Count => _member == "contact_ids" ? _ids.Count : null;

    /// <summary>Them, where they are named one by one; null otherwise.</summary>
    internal IReadOnlyList<string>? ContactIds => _member == "contact_ids" ? _ids : null;

    /// <summary>At most 500.</summary>
    public static ContactSource Contacts(IReadOnlyList<string> ids) => new("contact_ids", ids);

    /// <summary>Everybody on any of these lists; at most 50.</summary>
    public static ContactSource Lists(IReadOnlyList<string> ids) => new("list_ids", ids);

    /// <summary>Everybody with any of these tags; at most 50.</summary>
    public static ContactSource Tags(IReadOnlyList<string> ids) => new("tag_ids", ids);

    public static ContactSource Segment(int id) => new("segment_id", [], id);

    /// <summary>Everybody who counts as active, which is whom the account is billed for: nobody deleted, nobody unsubscribed.</summary>
    public static ContactSource AllActive() => new("all_active_contacts", []);

    internal JsonObject ToJson() => new()
    {
        [_member] = _number is { } number ? number : _ids.Count > 0 ? new JsonArray([.. _ids.Select(static id => (JsonNode)id)]) : true,
    };
}
