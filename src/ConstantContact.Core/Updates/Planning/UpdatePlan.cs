using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Updates.Planning;

/// <summary>
/// The request for one contact, or the reason why there is none: guards, merge, limits, diff and body in one pure step.
/// Preview and sending both use this object, so that exactly the previewed request is sent.
/// </summary>
public sealed class UpdatePlan
{
    private UpdatePlan(Contact contact, JsonObject current, JsonObject expected, byte[] body)
    {
        Contact = contact;
        Current = current;
        Expected = expected;
        Body = body;
    }

    public Contact Contact { get; }

    public JsonObject Current { get; }

    /// <summary>The contact as it should be afterwards.</summary>
    public JsonObject Expected { get; }

    /// <summary>The exact body of the PUT.</summary>
    public byte[] Body { get; }

    public IReadOnlyList<ContactChange> Changes { get; private init; } = [];

    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>
    /// The reason why the contact must not be written although there is no error: it opted out. Otherwise null.
    /// </summary>
    public string? Suppressed { get; private init; }

    /// <summary>True if the contact already has the requested state.</summary>
    public bool IsUnchanged { get; private init; }

    /// <summary>True if a stored opt-out is sent back and must not change.</summary>
    public bool KeepsOptOut { get; private init; }

    public IReadOnlyList<string> UnknownMembers => PutBody.UnknownMembers(Current);

    /// <exception cref="ContactDeletedException">
    /// The contact is deleted and the user did not ask to restore it.
    /// </exception>
    /// <exception cref="AmbiguousKindException">See <see cref="ContactMerge"/>.</exception>
    /// <exception cref="InvalidInputException">
    /// The patch exceeds a limit, or raises a permission without proof.
    /// </exception>
    public static UpdatePlan For(JsonObject current, ContactPatch patch, MergeOptions options)
    {
        var contact = new Contact(current);
        List<string> warnings = [];
        var consent = ConsentGuard.Decide(ConsentSubject.Of(contact), options.ConsentFor(patch));
        consent.ThrowIfRefused();
        if (consent.Verdict == ConsentVerdict.HeldBack)
        {
            // A patch whose changes are already there does not need to be held back.
            var isNothing = IsAlready(current, patch, options);
            return new UpdatePlan(contact, current, current, [])
            {
                Suppressed = isNothing ? null : consent.Reason,
                IsUnchanged = isNothing,
            };
        }

        if (consent.Verdict == ConsentVerdict.WithoutLists)
        {
            warnings.Add(consent.Reason!);
            patch = patch.WithoutListsToAdd();
        }

        var expected = options.Replace ? RawReplace.Outcome(current, patch) : ContactMerge.Apply(current, patch);
        CheckLimits(current, expected, warnings);
        if (patch.NewEmailAddress is not null)
        {
            warnings.Add(
                $"{contact} gets another address. The service may send a welcome mail to the contact after that."
            );
        }

        var changes = ContactDiff.Between(current, expected);
        return new UpdatePlan(
            contact,
            current,
            expected,
            PutBody.Of(options.Replace ? RawReplace.Document(current, patch) : expected, options.UpdateSource)
        )
        {
            Changes = changes,
            Warnings = warnings,
            IsUnchanged = changes.Count == 0 && !contact.IsDeleted,
            KeepsOptOut = contact.IsUnsubscribed && patch.PermissionToSend is null,
        };
    }

    private static bool IsAlready(JsonObject current, ContactPatch patch, MergeOptions options)
    {
        try
        {
            return !options.Replace && ContactDiff.Between(current, ContactMerge.Apply(current, patch)).Count == 0;
        }
        catch (CcException)
        {
            return false;
        }
    }

    /// <summary>
    /// Checks only what the patch adds, so that a contact that already exceeds a limit can still be corrected.
    /// </summary>
    private static void CheckLimits(JsonObject current, JsonObject expected, List<string> warnings)
    {
        Check(ContactMembers.CustomFields, ContactLimits.CustomFieldsPerContact, "custom fields");
        Check(ContactMembers.PhoneNumbers, ContactLimits.PhonesPerContact, "phone numbers");
        Check(ContactMembers.StreetAddresses, ContactLimits.AddressesPerContact, "street addresses");
        Check(ContactMembers.ListMemberships, ContactLimits.ListsPerContact, "lists");
        Check(ContactMembers.Taggings, ContactLimits.TagsPerContact, "tags");
        Check(ContactMembers.Notes, ContactLimits.NotesPerContact, "notes");

        void Check(string member, Limit limit, string what)
        {
            var count = expected.Array(member)?.Count ?? 0;
            if (count <= (current.Array(member)?.Count ?? 0))
            {
                return;
            }

            if (count > limit.Hard)
            {
                throw new InvalidInputException(
                    "CcLimitExceeded",
                    $"Contact {new Contact(current)} would have {count} {what}, but the service takes at most "
                        + $"{limit.Hard}.",
                    $"Add fewer, or remove some in the same call. Nothing was sent."
                );
            }

            if (count > limit.Safe)
            {
                warnings.Add(
                    $"{new Contact(current)} would have {count} {what}, which may be too many: the service's "
                        + $"documents give both {limit.Safe} and {limit.Hard} as the limit."
                );
            }
        }
    }
}
