using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Plans.Snapshots;

/// <summary>The contacts that a plan is about, with all their sub-resources, as they were at one time.</summary>
internal sealed class AccountSnapshot(bool isPaged)
{
    private readonly Dictionary<string, (JsonObject Contact, int Page)> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, CcException> _troubles = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, long> _members = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>It was read by pages: everybody who is not in it is not there.</summary>
    public bool IsPaged { get; } = isPaged;

    /// <summary>Pages that hold the whole account; null where they were not counted.</summary>
    public int? PagesOfAll { get; set; }

    /// <summary>All pages were read.</summary>
    public bool IsWhole { get; set; }

    /// <summary>Contacts that are kept.</summary>
    public IEnumerable<JsonObject> Contacts => _byId.Values.Select(static c => c.Contact);

    /// <summary>How many contacts are on each list, as far as contacts were read.</summary>
    public IReadOnlyDictionary<string, long> Members => _members;

    public JsonObject? ById(string id) => _byId.TryGetValue(id, out var found) ? found.Contact : null;

    public JsonObject? ByEmail(string email) => _byEmail.TryGetValue(email, out var id) ? ById(id) : null;

    /// <summary>Why it is not known who has this id or address; null where that is known.</summary>
    public CcException? TroubleWith(string idOrEmail) =>
        _troubles.TryGetValue(idOrEmail, out var trouble) ? trouble : null;

    /// <summary>The page that showed the contact, from 1; 0 where it was looked up.</summary>
    public int PageOf(string id) => _byId.TryGetValue(id, out var found) ? found.Page : 0;

    public void Keep(JsonObject contact, int page)
    {
        var read = new Contact(contact);
        if (read.ContactId is not { Length: > 0 } id)
        {
            return;
        }

        _byId[id] = (contact, page);
        if (read.EmailAddress is { } email)
        {
            if (
                _byEmail.TryGetValue(email, out var other)
                && !string.Equals(other, id, StringComparison.OrdinalIgnoreCase)
            )
            {
                _troubles[email] = new InvalidInputException(
                    "CcAmbiguousContact",
                    $"The service shows several contacts with the address '{email}'.",
                    "Name the contact by its id, in a column contact_id. Nothing was sent about it."
                );
            }

            _byEmail[email] = id;
        }
    }

    /// <summary>Somebody could not be looked up. From any thread.</summary>
    public void Fail(string idOrEmail, CcException trouble)
    {
        lock (_troubles)
        {
            _troubles[idOrEmail] = trouble;
        }
    }

    public void CountMember(JsonObject contact)
    {
        foreach (var list in contact.Texts(ContactMembers.ListMemberships))
        {
            _members[list] = (_members.TryGetValue(list, out var count) ? count : 0) + 1;
        }
    }
}
