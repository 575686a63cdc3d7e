namespace ConstantContact.Core.Consent;

/// <summary>The operation on a contact, as far as consent is concerned.</summary>
public enum ConsentOperation
{
    /// <summary>
    /// A merge or a raw PUT. The <see cref="ConsentRequest"/> says whether it adds lists, sets a permission or
    /// restores.
    /// </summary>
    Update,

    /// <summary>A new contact.</summary>
    Create,

    /// <summary>
    /// A row of the bulk import. The service itself keeps unsubscribed contacts off lists, and single contacts are not
    /// looked up.
    /// </summary>
    Import,

    /// <summary>
    /// The sign-up form. It gives explicit consent, whatever the permission was before, and may send a welcome e-mail.
    /// </summary>
    SignUp,

    /// <summary>Adding list memberships by a bulk activity.</summary>
    AddToList,

    /// <summary>Restoring deleted contacts onto lists by a bulk activity.</summary>
    Restore,

    /// <summary>The only message that asks an unsubscribed contact to resubscribe.</summary>
    AskToResubscribe,
}
