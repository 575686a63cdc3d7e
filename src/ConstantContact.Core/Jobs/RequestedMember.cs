namespace ConstantContact.Core.Jobs;

/// <summary>
/// A contact that a bulk operation was given, by id or by address. Only the id is taken from a contact that was read
/// earlier, because its state and permission may have changed. Two equal members are distinct.
/// </summary>
public sealed class RequestedMember
{
    private RequestedMember(object? given, string? contactId, string? email)
    {
        Given = given;
        ContactId = contactId;
        Email = email;
    }

    /// <summary>The user's input, for error records.</summary>
    public object? Given { get; }

    public string? ContactId { get; }

    /// <summary>Required if the id is not known.</summary>
    public string? Email { get; }

    /// <param name="given">The user's input.</param>
    /// <param name="contactId">A UUID in lower case.</param>
    public static RequestedMember ById(object? given, string contactId) => new(given, contactId, email: null);

    public static RequestedMember ByEmail(object? given, string email) => new(given, contactId: null, email);

    public override string ToString() => Email ?? ContactId!;
}
