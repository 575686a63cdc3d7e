using System.Text.Json.Nodes;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// The contacts of a bulk activity in the terms of the service: exactly one member of <c>source</c> in the body.
/// </summary>
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

    /// <summary>The number of contacts, known only if they are named individually.</summary>
    public int? Count => _member == "contact_ids" ? _ids.Count : null;

    /// <summary>The contacts, if they are named individually. Otherwise null.</summary>
    internal IReadOnlyList<string>? ContactIds => _member == "contact_ids" ? _ids : null;

    /// <summary>At most 500.</summary>
    public static ContactSource Contacts(IReadOnlyList<string> ids) => new("contact_ids", ids);

    /// <summary>All contacts on any of these lists. At most 50 lists.</summary>
    public static ContactSource Lists(IReadOnlyList<string> ids) => new("list_ids", ids);

    /// <summary>All contacts with any of these tags. At most 50 tags.</summary>
    public static ContactSource Tags(IReadOnlyList<string> ids) => new("tag_ids", ids);

    public static ContactSource Segment(int id) => new("segment_id", [], id);

    /// <summary>
    /// All active contacts, for which the account is billed. Deleted and unsubscribed contacts are not active.
    /// </summary>
    public static ContactSource AllActive() => new("all_active_contacts", []);

    internal JsonObject ToJson() =>
        new()
        {
            [_member] =
                _number is { } number ? number
                : _ids.Count > 0 ? CcJson.Texts(_ids)
                : true,
        };
}
