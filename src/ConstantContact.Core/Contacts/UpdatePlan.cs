using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Contacts;

/// <summary>
/// What would be sent for one contact, or why nothing is: guards, merge, limits, diff and body in one pure step. Preview and
/// sending both start from this object, so that what is shown is what goes out.
/// </summary>
public sealed class UpdatePlan
{
    /// <summary>How far each permission reaches; a PUT never moves a contact to a later one unless told so by name.</summary>
    private static readonly string[] PermissionsRising =
        ["unsubscribed", "not_set", "temp_hold", "pending_confirmation", "implicit", "explicit"];

    private UpdatePlan(Contact contact, JsonObject current, JsonObject wished, byte[] body)
    {
        Contact = contact;
        Current = current;
        Wished = wished;
        Body = body;
    }

    public Contact Contact { get; }

    public JsonObject Current { get; }

    /// <summary>The contact as it should be afterwards.</summary>
    public JsonObject Wished { get; }

    /// <summary>The PUT's body, exactly.</summary>
    public byte[] Body { get; }

    public IReadOnlyList<ContactChange> Changes { get; private init; } = [];

    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>Why the contact must not be written to, although nothing is wrong: it opted out. Null otherwise.</summary>
    public string? Suppressed { get; private init; }

    /// <summary>True where the contact already is as wished.</summary>
    public bool IsUnchanged { get; private init; }

    /// <summary>True where a stored opt-out is echoed and must not move.</summary>
    public bool KeepsOptOut { get; private init; }

    public IReadOnlyList<string> UnknownMembers => PutBody.UnknownMembers(Current);

    /// <exception cref="ContactDeletedException">The contact is deleted and nobody asked for its return.</exception>
    /// <exception cref="AmbiguousKindException">See <see cref="ContactMerge"/>.</exception>
    /// <exception cref="InvalidInputException">The patch takes the contact over a limit, or raises a permission without proof.</exception>
    public static UpdatePlan For(JsonObject current, ContactPatch patch, MergeOptions options)
    {
        var contact = new Contact(current);
        List<string> warnings = [];
        if (contact.IsDeleted)
        {
            RequireRestore(contact, patch, options);
        }

        if (contact.IsUnsubscribed && !(options.IncludeUnsubscribed && !contact.IsDeleted))
        {
            return new UpdatePlan(contact, current, current, [])
            {
                Suppressed = contact.IsDeleted
                    ? "deleted and unsubscribed: restoring needs a list, and an unsubscribed contact is put on none"
                    : $"unsubscribed{(contact.OptOutDate is { } since ? $" since {since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : string.Empty)}; -IncludeUnsubscribed updates such contacts without touching their opt-out",
            };
        }

        if (contact.IsUnsubscribed && patch.PermissionToSend is null && patch.AddLists.Count > 0)
        {
            warnings.Add($"{contact} is unsubscribed and is not added to {string.Join(", ", patch.AddLists)}.");
            patch = patch.WithoutListsToAdd();
        }

        RequireConsent(contact, patch, options);
        JsonObject wished = options.Replace ? RawReplace.Outcome(current, patch) : ContactMerge.Apply(current, patch);
        CheckLimits(current, wished, warnings);
        if (patch.NewEmailAddress is not null)
        {
            warnings.Add($"{contact} gets another address; the service is known to send a welcome mail to some contacts after that.");
        }

        IReadOnlyList<ContactChange> changes = ContactDiff.Between(current, wished);
        return new UpdatePlan(contact, current, wished, PutBody.Of(options.Replace ? RawReplace.Document(current, patch) : wished, options.UpdateSource))
        {
            Changes = changes,
            Warnings = warnings,
            IsUnchanged = changes.Count == 0 && !contact.IsDeleted,
            KeepsOptOut = contact.IsUnsubscribed && patch.PermissionToSend is null,
        };
    }

    private static void RequireRestore(Contact contact, ContactPatch patch, MergeOptions options)
    {
        if (!options.Restore)
        {
            throw ContactDeletedException.For(contact.ToString(), contact.DeletedAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        if (patch.AddLists.Count == 0)
        {
            throw new InvalidInputException(
                "CcRestoreNeedsList",
                $"Contact {contact} is deleted, and its lists are gone: it cannot be restored onto none.",
                "Name at least one list with -AddToList.");
        }
    }

    private static void RequireConsent(Contact contact, ContactPatch patch, MergeOptions options)
    {
        if (patch.PermissionToSend is { } asked &&
            Rank(asked) > Rank(contact.PermissionToSend) &&
            string.IsNullOrWhiteSpace(options.ConsentReference))
        {
            throw new InvalidInputException(
                "CcConsentNeeded",
                $"The permission of contact {contact} would rise from {contact.PermissionToSend ?? "not_set"} to {asked}.",
                "Say where the person's consent is recorded with -ConsentReference, or leave -PermissionToSend out.");
        }
    }

    private static int Rank(string? permission) =>
        permission is null ? Rank("not_set") : Array.FindIndex(PermissionsRising, p => string.Equals(p, permission, StringComparison.OrdinalIgnoreCase));

    /// <summary>Only what the patch adds is held against a limit, so that a contact already over one can still be corrected.</summary>
    private static void CheckLimits(JsonObject current, JsonObject wished, List<string> warnings)
    {
        Check(ContactMembers.CustomFields, ContactLimits.CustomFieldsPerContact, "custom fields");
        Check(ContactMembers.PhoneNumbers, ContactLimits.PhonesPerContact, "phone numbers");
        Check(ContactMembers.StreetAddresses, ContactLimits.AddressesPerContact, "street addresses");
        Check(ContactMembers.ListMemberships, ContactLimits.ListsPerContact, "lists");
        Check(ContactMembers.Taggings, ContactLimits.TagsPerContact, "tags");
        Check(ContactMembers.Notes, ContactLimits.NotesPerContact, "notes");

        void Check(string member, Limit limit, string what)
        {
            int count = wished.Array(member)?.Count ?? 0;
            if (count <= (current.Array(member)?.Count ?? 0))
            {
                return;
            }

            if (count > limit.Hard)
            {
                throw new InvalidInputException(
                    "CcLimitExceeded",
                    $"Contact {new Contact(current)} would have {count} {what}; the service takes {limit.Hard}.",
                    $"Add fewer, or remove some in the same call. Nothing was sent.");
            }

            if (count > limit.Safe)
            {
                warnings.Add($"{new Contact(current)} would have {count} {what}; the service's documents say {limit.Safe} in one place and {limit.Hard} in another.");
            }
        }
    }
}
