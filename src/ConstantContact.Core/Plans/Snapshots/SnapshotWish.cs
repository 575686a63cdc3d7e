using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Plans.Snapshots;

/// <summary>Whom a snapshot is to hold.</summary>
/// <param name="Ids">Contacts by id.</param>
/// <param name="Emails">Contacts by address.</param>
/// <param name="List">Also everybody on this list; null for none.</param>
internal sealed record SnapshotWish(
    IReadOnlyCollection<string> Ids,
    IReadOnlyCollection<string> Emails,
    string? List = null
)
{
    private readonly HashSet<string> _ids = new(Ids, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _emails = new(Emails, StringComparer.OrdinalIgnoreCase);

    public int Count => _ids.Count + _emails.Count;

    public IEnumerable<string> DistinctIds => _ids;

    public IEnumerable<string> DistinctEmails => _emails;

    public bool Names(Contact contact) =>
        (contact.ContactId is { } id && _ids.Contains(id))
        || (contact.EmailAddress is { } email && _emails.Contains(email))
        || (List is { } list && contact.ListMemberships.Contains(list, StringComparer.OrdinalIgnoreCase));
}
