namespace ConstantContact.Core.Jobs;

/// <summary>
/// Somebody whom a bulk operation was given: by an id or by an address. Of a contact that was read before, its id alone counts:
/// its state and its permission may have changed since. Two equal ones are two.
/// </summary>
public sealed class MemberWish
{
    private MemberWish(object? given, string? contactId, string? email)
    {
        Given = given;
        ContactId = contactId;
        Email = email;
    }

    /// <summary>What the user gave, for error records.</summary>
    public object? Given { get; }

    public string? ContactId { get; }

    /// <summary>Needed where the id is not known.</summary>
    public string? Email { get; }

    /// <param name="given">What the user gave.</param>
    /// <param name="contactId">A UUID in lower case.</param>
    public static MemberWish ById(object? given, string contactId) => new(given, contactId, email: null);

    public static MemberWish ByEmail(object? given, string email) => new(given, contactId: null, email);

    public override string ToString() => Email ?? ContactId!;
}
