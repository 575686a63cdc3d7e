using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans.Routes;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Plans.Undoing;

/// <summary>
/// Compares the contacts that a run changed with the account as it is now. Makes the entries that restore them, and
/// those that say which changes are kept, and why.
/// </summary>
internal sealed class UndoComparison(AccountSnapshot snapshot, Func<string, CustomField?> field, UndoOptions options)
{
    private readonly List<PlanEntry> _entries = [];
    private readonly List<Draft> _drafts = [];

    /// <summary>In the order of the contacts.</summary>
    public IReadOnlyList<PlanEntry> Entries => _entries;

    /// <summary>The contacts that are to be written.</summary>
    public IReadOnlyList<Draft> Drafts => _drafts;

    public void Add(UndoneContact contact)
    {
        var now =
            contact.ContactId is { } id ? snapshot.ById(id)
            : contact.Email is { } email ? snapshot.ByEmail(email)
            : null;
        if (!contact.KnowsOld && !contact.WasDeleted)
        {
            Keep(
                contact,
                contact.Changes,
                contact.WhyUnknown ?? "the run did not record what the contact had before; -Undoable records it"
            );
        }
        else if (now is null)
        {
            Keep(
                contact,
                contact.Changes,
                contact.WasCreated && contact.ContactId is null
                    ? "it was not created, or is gone"
                    : "the account no longer shows the contact"
            );
        }
        else if (contact.WasDeleted)
        {
            UndoDeletion(contact, now);
        }
        else if (contact.WasCreated || contact.WasRestored)
        {
            UndoCreation(contact, now);
        }
        else if (new Contact(now).IsDeleted)
        {
            // A deletion takes the lists, so that a contact that lost nothing else needs nothing.
            KeepAny(contact, contact.Remaining(now), "the contact was deleted since");
        }
        else
        {
            Restore(contact, now);
        }
    }

    private void UndoDeletion(UndoneContact contact, JsonObject now)
    {
        if (WhyStaysDeleted(contact, now) is { } why)
        {
            Keep(contact, [], why);
        }
        else
        {
            Restore(contact, now);
        }
    }

    private string? WhyStaysDeleted(UndoneContact contact, JsonObject now) =>
        !new Contact(now).IsDeleted ? "the contact is back already"
        : !options.Restore ? "a deleted contact comes back only with -Restore"
        : contact.Changes.Any(static c => c is { Member: ContactMembers.ListMemberships, Old: not null, New: null })
            ? null
        : contact.KnowsOld && contact.Changes.Count > 0
            ? "the contact was on no list, and the service restores contacts onto lists only; "
                + "Restore-CcContact -List puts it on lists"
        : "it is not recorded on which lists the contact was; Restore-CcContact -List puts it on lists";

    private void UndoCreation(UndoneContact contact, JsonObject now)
    {
        if (WhyStays(contact, now) is { } why)
        {
            Keep(contact, [], why);
            return;
        }

        var lists = new Contact(now).ListMemberships.Select(static l => l.ToLowerInvariant());
        Write(
            contact,
            now,
            new PlanEntry
            {
                Position = 0,
                Action = PlanAction.Delete,
                Changes = [.. lists.Select(static l => Membership(l))],
            },
            plan: null
        );
        if (contact.WasRestored)
        {
            // Once the contact is deleted, no request reaches its values.
            KeepAny(
                contact,
                [.. contact.Remaining(now).Where(static c => c.Member != ContactMembers.ListMemberships)],
                "the contact is deleted again with the values that the run wrote"
            );
        }
    }

    private string? WhyStays(UndoneContact contact, JsonObject now)
    {
        var what = contact.WasCreated ? "created" : "brought back";
        return new Contact(now).IsDeleted ? "the contact is deleted already"
            : !options.RemoveCreated ? $"a contact that the run has {what} stays unless -RemoveCreated is given"
            : contact.IsChangedSince(now) ? $"the contact was changed since the run has {what} it"
            : null;
    }

    private void Restore(UndoneContact contact, JsonObject now)
    {
        var undo = UndoPatch.Of(now, contact.Changes, field);
        if (undo.Patch is { IsEmpty: false } patch)
        {
            Apply(patch, contact, now);
        }

        foreach ((var change, var why) in undo.Kept)
        {
            Keep(contact, [change], why);
        }
    }

    private void Apply(ContactPatch patch, UndoneContact contact, JsonObject now)
    {
        try
        {
            var plan = UpdatePlan.For(
                ContactGateway.CheckedOf(now, $"the contact {contact.ContactId}"),
                patch,
                options.Merge
            );
            if (plan.Suppressed is { } held)
            {
                Keep(contact, contact.Changes, held);
                return;
            }

            KeepAny(contact, ListsNotJoined(patch, plan), "the contact is unsubscribed and is put on no list");
            if (!plan.IsUnchanged)
            {
                Write(
                    contact,
                    now,
                    new PlanEntry
                    {
                        Position = 0,
                        Action = plan.Contact.IsDeleted ? PlanAction.Restore : PlanAction.Update,
                        Changes = plan.Changes,
                        Patch = patch,
                        Warnings = plan.Warnings,
                    },
                    plan
                );
            }
        }
        catch (CcException e) when (!e.EndsTheRun)
        {
            Keep(contact, contact.Changes, e.Message);
        }
    }

    private static ContactChange[] ListsNotJoined(ContactPatch patch, UpdatePlan plan) =>
        !plan.KeepsOptOut
            ? []
            :
            [
                .. patch
                    .AddLists.Where(l =>
                        !plan.Changes.Any(c =>
                            c.Member == ContactMembers.ListMemberships && c.Key == l.Id && c.New is not null
                        )
                    )
                    .Select(static l => Membership(l.Id)),
            ];

    private static ContactChange Membership(string list) =>
        new(ContactMembers.ListMemberships, list, null, ContactFacets.Present, null);

    private void Write(UndoneContact contact, JsonObject now, PlanEntry entry, UpdatePlan? plan)
    {
        var read = new Contact(now);
        entry = entry with
        {
            Position = _entries.Count + 1,
            Row = contact.Row,
            Email = read.EmailAddress,
            ContactId = read.ContactId,
            Mark = ContactMark.Of(now),
        };
        _entries.Add(entry);
        _drafts.Add(
            new Draft
            {
                Position = entry.Position,
                Action = entry.Action,
                Plan = plan,
                Changes = entry.Changes,
                ContactId = entry.ContactId,
                Page = snapshot.PageOf(entry.ContactId!),
            }
        );
    }

    private void KeepAny(UndoneContact contact, IReadOnlyList<ContactChange> changes, string why)
    {
        if (changes.Count > 0)
        {
            Keep(contact, changes, why);
        }
    }

    private void Keep(UndoneContact contact, IReadOnlyList<ContactChange> changes, string why) =>
        _entries.Add(
            new PlanEntry
            {
                Position = _entries.Count + 1,
                Row = contact.Row,
                Email = contact.Email,
                ContactId = contact.ContactId,
                Action = PlanAction.Kept,
                Changes = changes,
                Reason = $"{contact.Email ?? contact.ContactId}: {why}",
            }
        );
}
