namespace ConstantContact.Core.Consent;

/// <summary>What a writer is about to do to a contact, as far as consent is concerned.</summary>
public enum ConsentOperation
{
    /// <summary>A merge or a raw PUT; with lists, with a permission, with the wish to restore, as the <see cref="ConsentRequest"/> says.</summary>
    Update,

    /// <summary>A new contact.</summary>
    Create,

    /// <summary>A row of the bulk import. The service itself keeps unsubscribed contacts off lists, and nobody looks at single contacts.</summary>
    Import,

    /// <summary>The sign-up form: explicit consent, whatever it was before, and perhaps a welcome mail.</summary>
    SignUp,

    /// <summary>List memberships by a bulk activity.</summary>
    AddToList,

    /// <summary>The return of deleted contacts, onto lists, by a bulk activity.</summary>
    Restore,

    /// <summary>The one mail that asks whoever has unsubscribed to come back.</summary>
    AskToReturn,
}
