using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Names;
using ConstantContact.Core.Plans.Making;
using ConstantContact.Core.Plans.Routes;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Plans.Undoing;

/// <summary>
/// A run that was → a plan that takes it back, where nobody has changed anything since. Consent is never raised by it.
/// Writes nothing to the account.
/// </summary>
public sealed class UndoMaker
{
    internal const string Cmdlet = "Undo-CcRun";

    private readonly ApiClient _client;
    private readonly RunMeter _meter;
    private readonly NameDirectory _names;
    private readonly UndoOptions _options;
    private readonly List<PlanEntry> _entries = [];
    private readonly List<Draft> _drafts = [];
    private AccountSnapshot _snapshot = new(isPaged: false);
    private IReadOnlyDictionary<string, CustomField> _fields = new Dictionary<string, CustomField>(
        StringComparer.OrdinalIgnoreCase
    );

    /// <param name="client">The account.</param>
    /// <param name="names">Its names.</param>
    /// <param name="options">What may be done.</param>
    /// <param name="observer">Told of every attempt and wait.</param>
    public UndoMaker(ApiClient client, NameDirectory names, UndoOptions options, IApiObserver? observer = null)
    {
        _meter = new RunMeter(observer, client.Time);
        _client = client.Observed(_meter);
        _names = names.Through(_client);
        _options = options;
    }

    /// <summary>Told what is going on: the phase, what is done of it, and all of it. Must return at once.</summary>
    public Action<PlanPhase, long, long>? Progress { get; init; }

    /// <summary>Requests so far.</summary>
    public long Requests => _meter.Requests;

    private MergeOptions Merge => new() { Restore = _options.Restore, IncludeUnsubscribed = true };

    /// <summary>
    /// The id of the run that undoes a run. Each combination of switches has its own, because it undoes more.
    /// </summary>
    public static string RunIdOf(string runId, bool restore = false, bool removeCreated = false) =>
        $"undo-{(runId.Length <= 40 ? runId : RowLedger.HashOf(runId))}{(restore ? "-restore" : "")}{(removeCreated ? "-remove" : "")}";

    /// <exception cref="InvalidInputException"> <c>CcRunNotFound</c>; <c>CcRunInUse</c>: it has not ended, or the
    /// service still works on it; <c>CcRunFinished</c>: what it changed is not kept; <c>CcUndoNotPossible</c>: what it
    /// changed was not recorded; <c>CcPlanForeign</c>: it was made for another service. </exception>
    /// <exception cref="CcException">The account could not be read.</exception>
    public async Task<Plan> MakeAsync(DataFolder data, string runId, CancellationToken cancellationToken)
    {
        var run = RunFolder.Record(data, runId) ?? throw RunFolder.NotFound(runId);
        if (run.State == RunRecord.Running)
        {
            throw RunErrors.InUse(runId);
        }

        PlanChecks.Service(run.BaseUri, _client.BaseUri);
        var contacts = Read(data, run);
        if (!run.IsFinished)
        {
            await RequireIdleAsync(run, cancellationToken).ConfigureAwait(false);
        }

        var started = _client.Time.GetUtcNow();
        var account = await PlanAccount.IdAsync(_client, cancellationToken).ConfigureAwait(false);
        _names.Forget();
        _snapshot = await new SnapshotReader(_client)
        {
            Progress = (done, all) => Progress?.Invoke(PlanPhase.Reading, done, all),
        }
            .ReadAsync(
                new SnapshotWish(
                    [.. contacts.Select(static c => c.ContactId).OfType<string>()],
                    [.. contacts.Where(static c => c.ContactId is null).Select(static c => c.Email).OfType<string>()]
                ),
                cancellationToken
            )
            .ConfigureAwait(false);
        if (contacts.SelectMany(static c => c.Changes).Any(static c => c.Member == ContactMembers.CustomFields))
        {
            _fields = (await _names.CustomFieldsAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(
                static f => f.Id,
                StringComparer.OrdinalIgnoreCase
            );
        }

        foreach (var contact in contacts)
        {
            Undo(contact);
        }

        var header = new PlanHeader
        {
            PlanId = "",
            CreatedAt = started,
            Cmdlet = Cmdlet,
            ModuleVersion = _options.ModuleVersion,
            BaseUri = _client.BaseUri.AbsoluteUri,
            Client = _options.Client,
            Account = account,
            Rows = contacts.Count,
            Merge = Merge,
            Undoes = runId,
        };
        return await new PlanComposer(_client, _names) { PerSecond = _options.PerSecond }
            .ComposeAsync(header, _entries, _drafts, _snapshot, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>An activity that ends after the undo would write what was undone.</summary>
    private async Task RequireIdleAsync(RunRecord run, CancellationToken cancellationToken)
    {
        List<string> open = [];
        await foreach (var activity in _client.ItemsAsync(ActivitiesApi.All(), cancellationToken).ConfigureAwait(false))
        {
            if (ImportActivity.From(activity) is { IsFinished: false } working)
            {
                open.Add(working.ActivityId);
            }
        }

        if (open.Count > 0)
        {
            throw new InvalidInputException(
                "CcRunInUse",
                $"The run '{run.RunId}' has not finished, and the service is still working on "
                    + $"{Quantity.Of(open.Count, "activity", "activities")} of the account, such as {open[0]}.",
                $"Wait until the service is done (Wait-CcActivity {open[0]}), or finish the run: {run.Command}"
            );
        }
    }

    private static IReadOnlyList<UndoneContact> Read(DataFolder data, RunRecord run)
    {
        if (run.IsImport && !ImportFolder.IsUndoable(run))
        {
            throw new InvalidInputException(
                "CcUndoNotPossible",
                $"The import '{run.RunId}' was made without -Undoable, so the old values of its contacts are not "
                    + "recorded.",
                "Next time, import with -Undoable."
            );
        }

        var writes = RunFolder.Changes(data, run.RunId);
        var outcomes = run.IsImport ? [] : RunFolder.Outcomes(data, run.RunId).ToDictionary(static o => o.Position);
        var contacts = new Dictionary<string, UndoneContact>(StringComparer.OrdinalIgnoreCase);
        foreach (var write in writes)
        {
            outcomes.TryGetValue(write.Position, out var outcome);
            var id = write.ContactId ?? outcome?.ContactId;
            if ((id ?? write.Email ?? (run.IsImport ? $"row {write.Position}" : null)) is not { } key)
            {
                continue; // a job about a whole list says nothing of single contacts
            }

            if (!contacts.TryGetValue(key, out var contact))
            {
                contacts[key] = contact = new UndoneContact(id, write.Email, outcome?.Row ?? write.Position);
            }

            contact.Add(write);
        }

        return contacts.Count > 0 || writes.Count == 0
            ? [.. contacts.Values]
            : throw new InvalidInputException(
                "CcUndoNotPossible",
                $"The run '{run.RunId}' was about whole lists, tags or segments, and it is not recorded which "
                    + "contacts that were.",
                "Name the contacts one by one to be able to take a change back."
            );
    }

    private void Undo(UndoneContact contact)
    {
        var now =
            contact.ContactId is { } id ? _snapshot.ById(id)
            : contact.Email is { } email ? _snapshot.ByEmail(email)
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
            UndoDeletion(contact, now, new Contact(now));
        }
        else if (contact.WasCreated || contact.WasRestored)
        {
            UndoCreation(contact, now, new Contact(now));
        }
        else if (new Contact(now).IsDeleted)
        {
            UndoChangesOfDeleted(contact, now);
        }
        else
        {
            Restore(contact, now, contact.Changes);
        }
    }

    private void Restore(UndoneContact contact, JsonObject now, IReadOnlyList<ContactChange> changes)
    {
        var undo = UndoPatch.Of(now, changes, FieldOf);
        Write(contact, now, undo.Patch);
        foreach ((var change, var why) in undo.Kept)
        {
            Keep(contact, [change], why);
        }
    }

    /// <summary>A deletion takes the lists, so that a contact that lost nothing else needs nothing.</summary>
    private void UndoChangesOfDeleted(UndoneContact contact, JsonObject now)
    {
        ContactChange[] left = [.. contact.Changes.Where(c => Shown(now, c) != c.Old)];
        if (left.Length > 0)
        {
            Keep(contact, left, "the contact was deleted since");
        }
    }

    private CustomField? FieldOf(string id) => _fields.TryGetValue(id, out var field) ? field : null;

    private void UndoDeletion(UndoneContact contact, JsonObject now, Contact read)
    {
        if (!read.IsDeleted)
        {
            Keep(contact, [], "the contact is back already");
        }
        else if (!_options.Restore)
        {
            Keep(contact, [], "a deleted contact comes back only with -Restore");
        }
        else if (
            !contact.Changes.Any(static c =>
                c.Member == ContactMembers.ListMemberships && c is { Old: not null, New: null }
            )
        )
        {
            Keep(
                contact,
                [],
                contact.KnowsOld && contact.Changes.Count > 0
                    ? "the contact was on no list, and the service restores contacts onto lists only; "
                        + "Restore-CcContact -List puts it on lists"
                    : "it is not recorded on which lists the contact was; Restore-CcContact -List puts it on lists"
            );
        }
        else
        {
            // Of its values, those that the deletion took.
            Restore(contact, now, contact.Changes);
        }
    }

    private void UndoCreation(UndoneContact contact, JsonObject now, Contact read)
    {
        var what = contact.WasCreated ? "created" : "brought back";
        if (read.IsDeleted)
        {
            Keep(contact, [], "the contact is deleted already");
        }
        else if (!_options.RemoveCreated)
        {
            Keep(contact, [], $"a contact that the run has {what} stays unless -RemoveCreated is given");
        }
        else if (IsChanged(contact, now))
        {
            Keep(contact, [], $"the contact was changed since the run has {what} it");
        }
        else
        {
            Add(
                contact,
                now,
                new PlanEntry
                {
                    Position = 0,
                    Action = PlanAction.Delete,
                    Changes =
                    [
                        .. read.ListMemberships.Select(static l => new ContactChange(
                            ContactMembers.ListMemberships,
                            l.ToLowerInvariant(),
                            null,
                            ContactFacets.Present,
                            null
                        )),
                    ],
                },
                plan: null
            );

            // A contact that the run restored keeps the values that the run wrote. Once it is deleted, no request reaches them.
            ContactChange[] left =
            [
                .. contact.Changes.Where(c =>
                    contact.WasRestored && c.Member != ContactMembers.ListMemberships && Shown(now, c) != c.Old
                ),
            ];
            if (left.Length > 0)
            {
                Keep(contact, left, "the contact is deleted again with the values that the run wrote");
            }
        }
    }

    private static string? Shown(JsonObject contact, ContactChange change) =>
        ContactFacets.Of(contact).TryGetValue(change.Path, out var facet) ? facet.Shown : null;

    /// <summary>
    /// Something beside what the run wrote and what the service adds. A contact that was brought back had no lists, and
    /// other values.
    /// </summary>
    private static bool IsChanged(UndoneContact contact, JsonObject now)
    {
        var facets = ContactFacets.Of(now);
        var written = contact.Changes.ToDictionary(static c => c.Path, StringComparer.Ordinal);
        if (!contact.WasCreated)
        {
            return facets.Values.Any(f => f.Member == ContactMembers.ListMemberships && !written.ContainsKey(f.Path))
                || written.Values.Any(c => Shown(now, c) is var shown && shown != c.New && shown != c.Old);
        }

        return facets
                .Values.Where(static f => f.Member != ContactMembers.SmsChannel)
                .Any(f =>
                    !written.TryGetValue(f.Path, out var wrote)
                    || (
                        f.Member != ContactMembers.Notes
                        && !string.Equals(wrote.New, f.Shown, StringComparison.OrdinalIgnoreCase)
                    )
                ) || written.Keys.Any(path => !facets.ContainsKey(path));
    }

    private void Write(UndoneContact contact, JsonObject now, ContactPatch patch)
    {
        if (patch.IsEmpty)
        {
            return;
        }

        try
        {
            var plan = UpdatePlan.For(ContactGateway.CheckedOf(now, $"the contact {contact.ContactId}"), patch, Merge);
            if (plan.Suppressed is { } held)
            {
                Keep(contact, contact.Changes, held);
                return;
            }

            ContactChange[] left =
            [
                .. patch
                    .AddLists.Where(l =>
                        plan.KeepsOptOut
                        && !plan.Changes.Any(c =>
                            c.Member == ContactMembers.ListMemberships && c.Key == l.Id && c.New is not null
                        )
                    )
                    .Select(static l => new ContactChange(
                        ContactMembers.ListMemberships,
                        l.Id,
                        null,
                        ContactFacets.Present,
                        null
                    )),
            ];
            if (left.Length > 0)
            {
                Keep(contact, left, "the contact is unsubscribed and is put on no list");
            }

            if (!plan.IsUnchanged)
            {
                Add(
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

    private void Add(UndoneContact contact, JsonObject now, PlanEntry entry, UpdatePlan? plan)
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
                Page = _snapshot.PageOf(entry.ContactId!),
            }
        );
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
