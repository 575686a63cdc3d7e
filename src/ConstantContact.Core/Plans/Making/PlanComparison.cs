using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans.Routes;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Plans.Making;

/// <summary>
/// Rows against a snapshot, in their order, as a run of updates would take them one after the other. What several rows
/// wish of one contact is written at once, with the first of them that changes something.
/// </summary>
internal sealed class PlanComparison(
    AccountSnapshot snapshot,
    PatchResolver resolver,
    PlanOptions options,
    NamedId? list
)
{
    private readonly List<PlanEntry> _entries = [];
    private readonly List<PlanFailure> _failures = [];
    private readonly Dictionary<string, PlanUnit> _units = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<long, PlanUnit> _writers = [];
    private readonly HashSet<string> _named = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Addresses that rows gave to contacts, or took from them; null where nobody has the address any more.
    /// </summary>
    private readonly Dictionary<string, PlanUnit?> _moved = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<PlanFailure> Failures => _failures;

    /// <summary>In the order of the rows.</summary>
    public IReadOnlyList<PlanEntry> Entries =>
        [.. _entries.Select(e => _writers.TryGetValue(e.Position, out var unit) ? Finished(e, unit) : e)];

    /// <summary>The contacts that are to be written.</summary>
    public IReadOnlyList<Draft> Drafts =>
        [
            .. _writers
                .Where(static w => w.Value.Writes)
                .OrderBy(static w => w.Key)
                .Select(w => new Draft
                {
                    Position = w.Key,
                    Action = w.Value.Action,
                    Plan = w.Value.Plan,
                    Changes = w.Value.Changes,
                    ContactId = w.Value.Plan?.Contact.ContactId,
                    Page = w.Value.Plan?.Contact.ContactId is { } id ? snapshot.PageOf(id) : 0,
                }),
        ];

    /// <exception cref="CcException">The account's names could not be read, or nothing can be any more.</exception>
    public async Task AddAsync(UpdateRow row, CancellationToken cancellationToken)
    {
        // Also a row that cannot be used says that its contact belongs on the list.
        _named.UnionWith(new[] { row.ContactId, row.Email }.OfType<string>());
        var entry = new PlanEntry
        {
            Position = _entries.Count + 1,
            Row = row.Number,
            Email = row.Email,
            ContactId = row.ContactId,
            Action = PlanAction.Failed,
            Warnings = [.. row.Changes.Warnings],
        };
        try
        {
            if (row.Invalid is not null)
            {
                throw row.Invalid;
            }

            var patch = (await resolver.ResolveAsync(row.Changes, cancellationToken).ConfigureAwait(false)).Patch;
            patch = list is null ? patch : patch.Then(new ContactPatch { AddLists = [list] });
            entry = Compare(row, entry, patch);
        }
        catch (CcException e) when (!e.EndsTheRun)
        {
            _failures.Add(new PlanFailure(row.Number, e, row.Input));
            entry = entry with { Reason = e.Message, ErrorId = e.ErrorId, Remedy = e.RecommendedAction };
        }

        _entries.Add(entry);
    }

    /// <summary>Members of the list that no row names leave it.</summary>
    public void RemoveMissing()
    {
        foreach (var json in snapshot.Contacts.ToArray())
        {
            var contact = new Contact(json);
            if (
                contact.IsDeleted
                || IsNamed(contact)
                || !contact.ListMemberships.Contains(list!.Id, StringComparer.OrdinalIgnoreCase)
            )
            {
                continue;
            }

            var unit = UnitOf(json);
            if (unit.Position is not null)
            {
                continue; // a row names it by the address that it gets
            }

            var patch = new ContactPatch { RemoveLists = [list] };
            unit.Take(patch, LeavePlan(json, patch));
            var entry = new PlanEntry
            {
                Position = _entries.Count + 1,
                Email = contact.EmailAddress,
                ContactId = contact.ContactId,
                Action = PlanAction.Update,
                Reason = "no row names this member",
            };
            _entries.Add(Writer(entry, unit));
        }
    }

    /// <summary>Leaving a list needs nobody's consent.</summary>
    internal static UpdatePlan LeavePlan(JsonObject contact, ContactPatch patch) =>
        UpdatePlan.For(contact, patch, new MergeOptions { IncludeUnsubscribed = true });

    private bool IsNamed(Contact contact) =>
        _named.Contains(contact.ContactId!) || (contact.EmailAddress is { } email && _named.Contains(email));

    private PlanEntry Compare(UpdateRow row, PlanEntry entry, ContactPatch patch)
    {
        var unit = Find(row);
        var before = unit.Wished;
        if (unit.Current is not null && NotJoined(before!, patch) is { } reason)
        {
            patch = patch.WithoutListsToAdd();
            entry = entry with { Warnings = [.. entry.Warnings, reason] };
        }

        var all = unit.Patch.Then(patch);
        if (unit.Current is null)
        {
            ConsentGuard
                .Decide(ConsentSubject.NewContact(unit.AskedEmail!), options.Merge.ConsentForNew(all))
                .ThrowIfRefused();
            unit.Take(all, NewContact.From(unit.AskedEmail!, all));
        }
        else
        {
            var plan = UpdatePlan.For(unit.Current, all, options.Merge);
            entry = entry with { Email = plan.Contact.EmailAddress ?? entry.Email, ContactId = plan.Contact.ContactId };
            if (plan.Suppressed is { } why)
            {
                return entry with { Action = PlanAction.Suppressed, Reason = why };
            }

            if (unit.Position is null && plan.IsUnchanged)
            {
                return entry with { Action = PlanAction.Unchanged };
            }

            unit.Take(all, plan);
        }

        Move(unit, before);
        return unit.Position is null ? Writer(entry, unit)
            : ContactDiff.Between(before!, unit.Wished!).Count == 0 ? entry with { Action = PlanAction.Unchanged }
            : entry with
            {
                Action = PlanAction.Merged,
                With = unit.Position,
                Reason = $"written together with row {unit.Row ?? unit.Position}",
            };
    }

    /// <summary>
    /// Rows are taken one after the other: an unsubscribed contact joins no list, and this includes one that an earlier
    /// row made it leave.
    /// </summary>
    private string? NotJoined(JsonObject before, ContactPatch patch)
    {
        var contact = new Contact(before);
        var decision = ConsentGuard.Decide(ConsentSubject.Of(contact), options.Merge.ConsentFor(patch));
        return
            decision.Verdict == ConsentVerdict.WithoutLists
            && patch.AddLists.Any(l => !contact.ListMemberships.Contains(l.Id, StringComparer.OrdinalIgnoreCase))
            ? decision.Reason
            : null;
    }

    private PlanUnit Find(UpdateRow row)
    {
        if (row.ContactId is { } id)
        {
            if (snapshot.TroubleWith(id) is { } trouble)
            {
                throw trouble;
            }

            var unit = UnitOf(snapshot.ById(id) ?? throw NotFoundException.ContactWithId(id));
            var stored = new Contact(unit.Wished!).EmailAddress;
            return row.Email is null || string.Equals(stored, row.Email, StringComparison.OrdinalIgnoreCase)
                ? unit
                : throw RowLookup.Mismatch(row, stored);
        }

        if (!_moved.TryGetValue(row.Email!, out var found))
        {
            if (snapshot.TroubleWith(row.Email!) is { } trouble)
            {
                throw trouble;
            }

            found = snapshot.ByEmail(row.Email!) is { } contact ? UnitOf(contact) : null;
        }

        if (found is null)
        {
            if (!options.CreateMissing)
            {
                throw RowLookup.NotFound(row.Email!);
            }

            // Nobody has the address before a row has given it to somebody.
            found = new PlanUnit { AskedEmail = row.Email };
        }

        return found;
    }

    private PlanUnit UnitOf(JsonObject contact)
    {
        var id = new Contact(contact).ContactId!;
        if (!_units.TryGetValue(id, out var unit))
        {
            _units[id] = unit = new PlanUnit { Current = ContactGateway.CheckedOf(contact, $"the contact {id}") };
        }

        return unit;
    }

    /// <summary>Later rows find the contact by the address that this one gives it.</summary>
    private void Move(PlanUnit unit, JsonObject? before)
    {
        string? old = before is null ? null : new Contact(before).EmailAddress,
            now = new Contact(unit.Wished!).EmailAddress;
        if (!string.Equals(old, now, StringComparison.OrdinalIgnoreCase))
        {
            if (old is not null)
            {
                _moved[old] = null;
            }

            if (now is not null)
            {
                _moved[now] = unit;
            }
        }
    }

    private PlanEntry Writer(PlanEntry entry, PlanUnit unit)
    {
        unit.WriteWith(entry);
        _writers[entry.Position] = unit;
        return entry;
    }

    private static PlanEntry Finished(PlanEntry entry, PlanUnit unit) =>
        !unit.Writes
            ? entry with
            {
                Action = PlanAction.Unchanged,
                Reason = "a later row takes the change back",
            }
            : entry with
            {
                Action = unit.Action,
                Email = unit.Plan is { } plan ? plan.Contact.EmailAddress : unit.AskedEmail,
                ContactId = unit.Plan?.Contact.ContactId,
                Changes = unit.Changes,
                Warnings = [.. entry.Warnings, .. unit.Plan?.Warnings ?? []],
                Mark = unit.Current is { } current ? ContactMark.Of(current) : null,
                Patch = unit.Patch,
            };
}
