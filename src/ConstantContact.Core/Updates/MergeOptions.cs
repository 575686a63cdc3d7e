using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Updates;

/// <summary>The switches of an update that determine what may be sent for a contact.</summary>
public sealed class MergeOptions
{
    /// <summary>The raw PUT: members that the patch does not name are omitted and therefore overwritten.</summary>
    public bool Replace { get; init; }

    public bool Restore { get; init; }

    public bool IncludeUnsubscribed { get; init; }

    /// <summary>The location of the account's proof of consent. Never sent. Required to raise a permission.</summary>
    public string? ConsentReference { get; init; }

    /// <summary><c>Account</c> or <c>Contact</c>: the party that requested the change.</summary>
    public string UpdateSource { get; init; } = "Account";

    /// <summary>The question to the guard before the patch is sent to an existing contact.</summary>
    internal ConsentRequest ConsentFor(ContactPatch patch) =>
        new(ConsentOperation.Update, Consent)
        {
            Lists = [.. patch.AddLists.Select(l => l.ToString())],
            Permission = patch.PermissionToSend,
        };

    /// <summary>The question to the guard before a contact is created.</summary>
    internal ConsentRequest ConsentForNew(ContactPatch patch) =>
        new(ConsentOperation.Create, Consent) { Permission = patch.PermissionToSend };

    private ConsentSwitches Consent =>
        new()
        {
            Restore = Restore,
            IncludeUnsubscribed = IncludeUnsubscribed,
            ConsentReference = ConsentReference,
        };
}
