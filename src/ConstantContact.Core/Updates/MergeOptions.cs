using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Updates;

/// <summary>The switches of an update that decide what may be sent for a contact.</summary>
public sealed class MergeOptions
{
    /// <summary>The raw PUT: what the patch does not name is not sent, and so is overwritten.</summary>
    public bool Replace { get; init; }

    public bool Restore { get; init; }

    public bool IncludeUnsubscribed { get; init; }

    /// <summary>Where the account's proof of consent is to be found. Never sent; required to raise a permission.</summary>
    public string? ConsentReference { get; init; }

    /// <summary><c>Account</c> or <c>Contact</c>: who asked for the change.</summary>
    public string UpdateSource { get; init; } = "Account";

    /// <summary>What the guard has to be asked before the patch is sent to a contact that exists.</summary>
    internal ConsentRequest ConsentFor(ContactPatch patch) => new(ConsentOperation.Update, Consent)
    {
        Lists = [.. patch.AddLists.Select(l => l.ToString())],
        Permission = patch.PermissionToSend,
    };

    /// <summary>And before a contact is made.</summary>
    internal ConsentRequest ConsentForNew(ContactPatch patch) => new(ConsentOperation.Create, Consent)
    {
        Lists = [.. patch.AddLists.Select(l => l.ToString())],
        Permission = patch.PermissionToSend,
    };

    private ConsentSwitches Consent => new() { Restore = Restore, IncludeUnsubscribed = IncludeUnsubscribed, ConsentReference = ConsentReference };
}
