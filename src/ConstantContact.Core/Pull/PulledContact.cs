using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Pull;

/// <summary>A contact that has changed since the last pull.</summary>
public sealed class PulledContact
{
    internal PulledContact(string contactId, string change, Contact? contact)
    {
        ContactId = contactId;
        Change = change;
        Contact = contact;
    }

    public string ContactId { get; }

    /// <summary>
    /// <c>added</c>, <c>changed</c>, <c>unsubscribed</c>, <c>deleted</c>, <c>restored</c>, <c>moved</c> (its lists
    /// changed), or <c>vanished</c>.
    /// </summary>
    public string Change { get; }

    /// <summary>Null for a vanished contact: the service no longer lists it, not even as deleted.</summary>
    public Contact? Contact { get; }

    public override string ToString() => $"{Contact?.ToString() ?? ContactId}: {Change}";
}
