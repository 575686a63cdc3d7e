using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Updates;

/// <summary>The outcome of one request to resubscribe.</summary>
public sealed class ResubscriptionResult
{
    public string? Email { get; init; }

    public string? ContactId { get; init; }

    /// <summary>True if the service sent the message. The contact resubscribes only by answering it.</summary>
    public required bool Asked { get; init; }

    /// <summary>The reason why no message was sent.</summary>
    public string? Reason { get; init; }

    /// <param name="contact">The contact.</param>
    /// <param name="heldBack">The reason why no message was sent; null if it was sent.</param>
    public static ResubscriptionResult Of(Contact contact, string? heldBack) =>
        new()
        {
            Email = contact.EmailAddress,
            ContactId = contact.ContactId,
            Asked = heldBack is null,
            Reason = heldBack,
        };

    public override string ToString() => $"{Email ?? ContactId}: {(Asked ? "asked" : Reason)}";
}
