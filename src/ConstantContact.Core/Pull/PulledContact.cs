using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Pull;

/// <summary>A contact that is not as it was at the last pull.</summary>
public sealed class PulledContact
{
    internal PulledContact(string contactId, string change, Contact? contact)
    {
        ContactId = contactId;
        Change = change;
        Contact = contact;
    }

    public string ContactId { get; }

    /// <summary><c>added</c>, <c>changed</c>, <c>unsubscribed</c>, <c>deleted</c>, <c>restored</c>, <c>moved</c> (its lists are others), or <c>vanished</c>.</summary>
    public string Change { get; }

    /// <summary>Null for one that vanished: the service does not list it any more, not even as deleted.</summary>
    public Contact? Contact { get; }

    public override string ToString() => $"{Contact?.ToString() ?? ContactId}: {Change}";
}
