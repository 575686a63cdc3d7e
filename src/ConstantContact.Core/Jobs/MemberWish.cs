using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Jobs;

/// <summary>Somebody whom a bulk operation was given: by an id, by an address, or as a contact that was read before. Two equal ones are two.</summary>
public sealed class MemberWish
{
    private MemberWish(object? given, string? contactId, string? email, ConsentSubject? subject)
    {
        Given = given;
        ContactId = contactId;
        Email = email;
        Subject = subject;
    }

    /// <summary>What the user gave, for error records.</summary>
    public object? Given { get; }

    public string? ContactId { get; }

    /// <summary>Needed where the id is not known.</summary>
    public string? Email { get; }

    /// <summary>State and permission, where the contact was read before.</summary>
    internal ConsentSubject? Subject { get; }

    /// <param name="given">What the user gave.</param>
    /// <param name="contactId">A UUID in lower case.</param>
    public static MemberWish ById(object? given, string contactId) => new(given, contactId, email: null, subject: null);

    public static MemberWish ByEmail(object? given, string email) => new(given, contactId: null, email, subject: null);

    /// <summary>A contact as it was read; nothing is asked about it again. Null where it has no id.</summary>
    public static MemberWish? Of(object? given, Contact contact) =>
        contact.ContactId is { } id ? new(given, id, contact.EmailAddress, ConsentSubject.Of(contact)) : null;

    public override string ToString() => Email ?? ContactId!;
}
