namespace ConstantContact.Core.Errors;

/// <summary>The contact is deleted, and a PUT would restore it.</summary>
public sealed class ContactDeletedException : CcException
{
    private ContactDeletedException(string message)
        : base(message) { }

    public override string ErrorId => "CcContactDeleted";

    public override string RecommendedAction =>
        "Any update restores a deleted contact. To restore this one, add -Restore and name a list with -AddToList. "
        + "Nothing was sent.";

    public static ContactDeletedException For(string contact, string? deletedAt) =>
        new($"Contact {contact} was deleted on {deletedAt}.");
}
