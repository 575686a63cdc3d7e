using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates.Creating;
using ConstantContact.Core.Updates.Planning;
using ConstantContact.Core.Updates.Proving;

namespace ConstantContact.Core.Updates.Updating;

/// <summary>
/// The safe update of one contact: look up, decide, show, PUT, verify. Holds the state that the rows of a run share:
/// the contacts being written and the proven shapes of PUTs.
/// </summary>
internal sealed class ContactUpdate
{
    /// <summary>
    /// The maximum number of times that a contact is read and merged again before its row fails. Each round is a GET
    /// and perhaps a PUT.
    /// </summary>
    private const int MaxRounds = 6;

    /// <summary>The id in previews of a contact that an earlier row would have created.</summary>
    private const string NotYetAnId = "(new)";

    private readonly ContactGateway _gateway;
    private readonly PatchResolver _resolver;
    private readonly UpdateOptions _options;
    private readonly IUpdateGuide _guide;
    private readonly PreviewBuilder _previews;
    private readonly CanaryGate _canaries = new();
    private readonly InFlight _inFlight = new();
    private readonly ContactCreator _maker;

    /// <summary>
    /// A PUT kept <c>email_address.updated_at</c>, so that a changed timestamp proves a write by someone else.
    /// </summary>
    private volatile bool _keepsTimestamp;

    public ContactUpdate(
        ContactGateway gateway,
        PatchResolver resolver,
        UpdateOptions options,
        IUpdateGuide guide,
        Uri baseUri
    )
    {
        _gateway = gateway;
        _maker = new ContactCreator(gateway);
        _resolver = resolver;
        _options = options;
        _guide = guide;
        _previews = new PreviewBuilder(baseUri, options);
    }

    /// <summary>
    /// Receives an error that ends the run, before the rows that wait for this one go on: none of them may be written.
    /// </summary>
    public required Action<CcException> Ending { private get; init; }

    /// <summary>Null if <paramref name="goOn"/> returned false before anything was written.</summary>
    public async Task<UpdateResult?> RunAsync(
        UpdateRow row,
        RowEntry entry,
        Turn turn,
        Func<bool> goOn,
        CancellationToken cancellationToken
    )
    {
        using var look = _inFlight.Begin();
        var patch =
            row.Planned?.Patch ?? await _resolver.ResolveAsync(row.Changes, cancellationToken).ConfigureAwait(false);
        var (found, trouble) = await LookUpAsync(row, entry.Doubt, patch, cancellationToken).ConfigureAwait(false);
        await turn.WaitAsync().ConfigureAwait(false);
        using var place = _inFlight.Enter(NamesOf(row, patch.Patch, found));
        bool again;
        do
        {
            // This row depends on the result of earlier rows about the same contact.
            if (place.Earlier is { } earlier)
            {
                await earlier.ConfigureAwait(false);
            }

            if (!goOn())
            {
                return null;
            }

            again = look.Missed(place);
            if (again)
            {
                look.Renew();
                (found, trouble) = await LookUpAsync(row, entry.Doubt, patch, cancellationToken).ConfigureAwait(false);
            }
        } while (again && place.Extend(NamesOf(row, patch.Patch, found)));

        (found, trouble) = AfterPreviews(row, found, trouble);
        if (trouble is not null)
        {
            throw trouble;
        }

        try
        {
            var result =
                found is not null
                    ? Recorded(row, entry.Doubt, patch, found)
                        ?? await WriteAsync(row, entry, patch, found, turn, place, goOn, cancellationToken)
                            .ConfigureAwait(false)
                : _options.CreateMissing
                    ? await CreateAsync(row, entry, patch, turn, place, cancellationToken).ConfigureAwait(false)
                : throw NotFound(row.Email!);
            if (place.IsInDoubt && result?.Outcome is not (UpdateOutcome.Updated or UpdateOutcome.Unknown))
            {
                result = InDoubt(row, found!, result?.Reason ?? "the run ended.", result?.Error);
            }

            return result is null ? null : entry.Settle(result);
        }
        catch (CcException e) when (place.IsInDoubt && e is not MergeNotAppliedException)
        {
            return entry.Settle(InDoubt(row, found!, e.Message, e));
        }
        catch (Exception e)
            when (place.Writes && e is not (CcException or GuideException or OperationCanceledException))
        {
            var unexpected = UnexpectedException.For(row.ToString(), e);
            return entry.Settle(
                Result(
                    row,
                    null,
                    UpdateOutcome.Unknown,
                    $"{unexpected.Message} The update was sent before.",
                    error: unexpected
                )
            );
        }
    }

    /// <summary>The known identifiers of the row's contact (see <see cref="InFlight"/>).</summary>
    private static IEnumerable<string> NamesOf(UpdateRow row, ContactPatch patch, ContactSnapshot? found) =>
        new[]
        {
            row.ContactId,
            row.Email,
            patch.NewEmailAddress,
            found is null ? null : new Contact(found.Json).ContactId,
        }.OfType<string>();

    /// <summary>Under -WhatIf, the contact is taken as the earlier rows would have left it.</summary>
    private (ContactSnapshot? Found, CcException? Trouble) AfterPreviews(
        UpdateRow row,
        ContactSnapshot? found,
        CcException? trouble
    )
    {
        var name = found is null ? row.ContactId ?? row.Email : new Contact(found.Json).ContactId;
        if (name is null || _inFlight.Previewed(name) is not { } seen)
        {
            return (found, trouble);
        }

        var isMeant =
            row.ContactId is not null
            || string.Equals(new Contact(seen).EmailAddress, row.Email, StringComparison.OrdinalIgnoreCase);
        return (isMeant ? new ContactSnapshot(seen, default) : null, null);
    }

    /// <summary>
    /// A failure of this row alone is kept for later, because an earlier row may still change the result.
    /// </summary>
    private async Task<(ContactSnapshot? Found, CcException? Trouble)> LookUpAsync(
        UpdateRow row,
        RowChange? doubt,
        ResolvedPatch patch,
        CancellationToken cancellationToken
    )
    {
        try
        {
            if (doubt?.ContactId is { } written)
            {
                // Its address may differ by now: the row may have changed it.
                return (await _gateway.GetAsync(written, cancellationToken).ConfigureAwait(false), null);
            }

            if (row.ContactId is null)
            {
                var found = await _gateway.FindByEmailAsync(row.Email!, cancellationToken).ConfigureAwait(false);
                if (found is null && doubt is { Write: RowChange.Create } && patch.Patch.NewEmailAddress is { } moved)
                {
                    // An earlier process may have created the contact, under its new address.
                    var there = await _gateway.FindByEmailAsync(moved, cancellationToken).ConfigureAwait(false);
                    found = there is not null && Recorded(row, doubt, patch, there) is not null ? there : null;
                }

                return (found, null);
            }

            var byId = await _gateway.GetAsync(row.ContactId, cancellationToken).ConfigureAwait(false);
            var stored = new Contact(byId.Json).EmailAddress;
            return row.Email is null || string.Equals(stored, row.Email, StringComparison.OrdinalIgnoreCase)
                ? (byId, null)
                : (byId, Mismatch(row, stored));
        }
        catch (CcException e) when (!e.EndsTheRun)
        {
            return (null, e);
        }
    }

    /// <summary>
    /// Checks a write that an earlier process announced without learning its result. If the contact has the requested
    /// state, the write arrived, and the row gets the announced outcome. Null if it did not arrive or was not
    /// announced.
    /// </summary>
    private UpdateResult? Recorded(UpdateRow row, RowChange? doubt, ResolvedPatch patch, ContactSnapshot found)
    {
        if (doubt is null || new Contact(found.Json).IsDeleted)
        {
            return null;
        }

        var creates = doubt.Write == RowChange.Create;
        var arrived = creates
            ? ContactVerification.Missing(NewContact.From(row.Email!, patch.Patch).Document, found.Json).Count == 0
            : ContactDiff
                .Between(
                    found.Json,
                    _options.Merge.Replace
                        ? RawReplace.Outcome(found.Json, patch.Patch)
                        : ContactMerge.Apply(found.Json, patch.Patch)
                )
                .Count == 0;
        return arrived ? Announced(row, doubt, patch, found.Json) : null;
    }

    /// <summary>A contact that is as planned already is not stale: nothing is left to do for it.</summary>
    private static void ThrowIfStale(UpdateRow row, ResolvedPatch patch, ContactSnapshot basis)
    {
        if (
            row.Planned?.Stale(basis.Json) is { } why
            && (
                new Contact(basis.Json).IsDeleted
                || ContactDiff.Between(basis.Json, ContactMerge.Apply(basis.Json, patch.Patch)).Count > 0
            )
        )
        {
            throw new PlanStaleException($"{row} {why}.");
        }
    }

    private static UpdateResult Announced(UpdateRow row, RowChange doubt, ResolvedPatch patch, JsonObject found) =>
        new()
        {
            Row = row.Number,
            Email = doubt.Write == RowChange.Create ? row.Email : doubt.Email ?? row.Email,
            ContactId = new Contact(found).ContactId,
            Outcome = doubt.Write == RowChange.Create ? UpdateOutcome.Created : UpdateOutcome.Updated,
            Changes = patch.Names.Show(doubt.Changes),
            Warnings = doubt.Warnings,
            Contact = new Contact(found),
            Input = row.Input,
        };

    private async Task<UpdateResult?> WriteAsync(
        UpdateRow row,
        RowEntry entry,
        ResolvedPatch patch,
        ContactSnapshot basis,
        Turn turn,
        InFlight.Place place,
        Func<bool> goOn,
        CancellationToken cancellationToken
    )
    {
        UpdatePreview? approved = null;
        byte[]? refusedBody = null;
        CcException? trouble = null;
        CcException? lost = null;
        UpdatePlan? unproven = null;
        for (var round = 1; ; round++)
        {
            ThrowIfStale(row, patch, basis);
            var plan = UpdatePlan.For(basis.Json, patch.Patch, _options.Merge);
            if (plan.Suppressed is not null)
            {
                return Result(row, plan, UpdateOutcome.Suppressed, plan.Suppressed);
            }

            if (plan.IsUnchanged)
            {
                // The contact now shows what the answer would have shown: whether anything else was lost.
                if (unproven is not null)
                {
                    ThrowIfWrong(unproven, LossesOf(unproven, basis.Json));
                }

                // After a PUT with a lost answer, this means that the PUT arrived. A refused one has changed nothing.
                return entry.Doubt is { Write: RowChange.Update or RowChange.Restore } doubt
                        ? Announced(row, doubt, patch, basis.Json)
                    : lost is null ? Result(row, plan, UpdateOutcome.Unchanged, null)
                    : Result(
                        row,
                        plan,
                        UpdateOutcome.Updated,
                        "the answer was lost; the contact was read back",
                        approved,
                        basis.Json
                    );
            }

            if (refusedBody is not null && refusedBody.SequenceEqual(plan.Body))
            {
                throw Explain(trouble!, plan);
            }

            if (round > MaxRounds)
            {
                throw trouble
                    ?? new ApiTimeoutException(
                        $"The update of {plan.Contact} could not leave within "
                            + $"{ContactGateway.Freshness.TotalSeconds:F0} s of its look-up, {MaxRounds} times in a "
                            + "row. Nothing was sent."
                    );
            }

            var preview = _previews.Build(row, plan, patch.Names);
            if (approved is null || !approved.Changes.SequenceEqual(preview.Changes))
            {
                var answer = await ApproveAsync(preview, cancellationToken).ConfigureAwait(false);
                if (answer == Approval.PreviewOnly)
                {
                    place.Preview(
                        plan.Expected,
                        new[] { plan.Contact.ContactId!, new Contact(plan.Expected).EmailAddress }.OfType<string>()
                    );
                    return Result(row, plan, UpdateOutcome.Previewed, null, preview);
                }

                if (answer == Approval.Declined)
                {
                    return Result(row, plan, UpdateOutcome.NotAttempted, "declined", preview);
                }

                approved = preview;
            }

            using var canary = await _canaries
                .EnterAsync(_options.Merge.Replace ? [] : PutShapes.Of(plan))
                .ConfigureAwait(false);
            if (canary is null || !goOn())
            {
                return null;
            }

            entry.Announce(
                plan.Contact.IsDeleted ? RowChange.Restore : RowChange.Update,
                plan.Contact.ContactId,
                plan.Contact.EmailAddress,
                plan.Changes,
                plan.Warnings
            );
            turn.Pass();
            place.Writes = true;
            try
            {
                var answer = await _gateway
                    .PutAsync(plan.Contact.ContactId!, plan.Body, basis, cancellationToken)
                    .ConfigureAwait(false);
                var (remarks, end) = await ProveAsync(plan, answer, canary, cancellationToken).ConfigureAwait(false);
                if (end is not null)
                {
                    Ending(end);
                }

                return Result(row, plan, UpdateOutcome.Updated, null, preview, answer, remarks, end);
            }
            catch (StaleRequestException)
            {
                _guide.Note(
                    $"{plan.Contact} was read more than {ContactGateway.Freshness.TotalSeconds:F0} s ago and is "
                        + "read again."
                );
            }
            catch (CcException e) when (e.MayHaveArrived)
            {
                trouble = lost = e;
                unproven ??= !_options.Merge.Replace && MustReadBack(plan, canary) ? plan : null;
                _guide.Note(
                    $"It is not known whether the update of {plan.Contact} arrived ({e.ErrorId}); the contact is "
                        + "read again."
                );
            }
            catch (InvalidRequestException e) when (refusedBody is null)
            {
                // A list, tag or choice of the contact may have been deleted since the GET. A new GET shows it.
                trouble = e;
                refusedBody = plan.Body;
                _guide.Note(
                    $"The service refuses the update of {plan.Contact}; the contact is read again, in case it "
                        + "changed meanwhile."
                );
            }
            catch (CcException e) when (e.EndsTheRun)
            {
                Ending(e);
                throw;
            }
            catch (InvalidRequestException e)
            {
                throw Explain(e, plan);
            }

            canary.Dispose();
            try
            {
                basis = await _gateway.GetAsync(plan.Contact.ContactId!, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e) when (lost is not null)
            {
                return Result(
                    row,
                    plan,
                    UpdateOutcome.Unknown,
                    $"It is not known whether the update arrived: {lost.Message} The contact could not be read "
                        + $"back: {e.Message}",
                    preview,
                    error: e.EndsTheRun ? e : lost
                );
            }

            // The contact changed, but not as requested: the update was applied in part, or another program wrote. The
            // answer does not tell.
            place.IsInDoubt |= lost is not null && ContactDiff.Between(plan.Current, basis.Json).Count > 0;
        }
    }

    /// <summary>
    /// The result of a row that did not succeed, but whose update had no answer and may have changed the contact.
    /// </summary>
    private static UpdateResult InDoubt(UpdateRow row, ContactSnapshot found, string end, CcException? error) =>
        new()
        {
            Row = row.Number,
            Email = new Contact(found.Json).EmailAddress,
            ContactId = new Contact(found.Json).ContactId,
            Outcome = UpdateOutcome.Unknown,
            Reason =
                "The answer to an update was lost, and the contact has "
                + $"changed since, but not as requested. Then: {end}",
            Warnings = [.. row.Changes.Warnings],
            Error = error,
            Input = row.Input,
        };

    private async Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken)
    {
        try
        {
            return await _guide.ApproveAsync(preview, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new GuideException(e);
        }
    }

    private bool MustReadBack(UpdatePlan plan, CanaryGate.Claim canary) =>
        canary.MustProve || _options.VerifyAll || plan.KeepsOptOut;

    /// <summary>The members of a contact that, read back, differ from the request.</summary>
    private static IReadOnlyList<string> LossesOf(UpdatePlan plan, JsonObject stored)
    {
        var wrong = ContactVerification.Of(plan.Current, plan.Expected, stored, full: true).Wrong;
        return plan.KeepsOptOut ? [.. wrong, .. ContactVerification.OptOutChanges(plan.Current, stored)] : wrong;
    }

    /// <summary>
    /// Compares the answer with the requested contact. Reads the contact again if the sources disagree, on request, and
    /// after an update over an opt-out.
    /// </summary>
    /// <returns>Remarks for the user, and the error that ends the run after this row, if any.</returns>
    private async Task<(IReadOnlyList<string> Remarks, CcException? End)> ProveAsync(
        UpdatePlan plan,
        JsonObject answer,
        CanaryGate.Claim canary,
        CancellationToken cancellationToken
    )
    {
        if (_options.Merge.Replace)
        {
            return ([], null);
        }

        var proof = ContactVerification.Of(plan.Current, plan.Expected, answer, full: false);
        ThrowIfWrong(plan, [.. proof.Wrong, .. ConsentChanges(plan, answer)]);
        if (MustReadBack(plan, canary))
        {
            ContactSnapshot stored;
            try
            {
                stored = await _gateway.GetAsync(plan.Contact.ContactId!, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e)
            {
                // The service confirmed the update, and its answer matches. That stays true whatever happens later.
                return (
                    [
                        .. Altered(proof),
                        $"The update was answered as done, but {plan.Contact} could not be read back: {e.Message}",
                    ],
                    e.EndsTheRun ? e : null
                );
            }

            proof = ContactVerification.Of(plan.Current, plan.Expected, stored.Json, full: true);
            ThrowIfWrong(plan, LossesOf(plan, stored.Json));
            canary.Prove();
        }

        return ([.. Altered(proof)], null);
    }

    private static IEnumerable<string> Altered(ContactVerification proof) =>
        proof.Altered.Select(static a => $"The service altered a value: {a}.");

    /// <summary>
    /// The API has no ETag, so a PUT overwrites changes made since the look-up. If it overwrote a change of consent,
    /// the answer shows it, and the run stops.
    /// </summary>
    private IReadOnlyList<string> ConsentChanges(UpdatePlan plan, JsonObject answer)
    {
        if (
            plan.Contact.IsDeleted
            || plan.Contact.IsUnsubscribed
            || plan.Changes.Any(static c => c.Member == ContactMembers.EmailAddress)
        )
        {
            return [];
        }

        var moved = ContactVerification.ConsentChanges(plan.Current, answer, _keepsTimestamp);

        // Only the first PUT shows whether this service updates the timestamp of the address on every PUT.
        _keepsTimestamp |= ContactVerification.KeptTimestamp(plan.Current, answer) == true;
        return moved;
    }

    private void ThrowIfWrong(UpdatePlan plan, IReadOnlyList<string> wrong)
    {
        if (wrong.Count > 0)
        {
            var error = MergeNotAppliedException.For(
                plan.Contact.ToString(),
                plan.Contact.ContactId!,
                CcJson.ToIndentedText(plan.Contact.ToJson()),
                wrong
            );
            Ending(error);
            _canaries.Close();
            throw error;
        }
    }

    private async Task<UpdateResult?> CreateAsync(
        UpdateRow row,
        RowEntry entry,
        ResolvedPatch patch,
        Turn turn,
        InFlight.Place place,
        CancellationToken cancellationToken
    )
    {
        ConsentGuard
            .Decide(ConsentSubject.NewContact(row.Email!), _options.Merge.ConsentForNew(patch.Patch))
            .ThrowIfRefused();
        var fresh = NewContact.From(row.Email!, patch.Patch);
        var preview = _previews.BuildNew(row, fresh, patch.Names);
        var answer = await ApproveAsync(preview, cancellationToken).ConfigureAwait(false);
        if (answer == Approval.PreviewOnly)
        {
            var made = fresh.Document.Copy();
            made[ContactMembers.ContactId] = NotYetAnId;
            place.Preview(made, [fresh.Email]);
            return Result(row, null, UpdateOutcome.Previewed, null, preview);
        }

        if (answer == Approval.Declined)
        {
            return Result(row, null, UpdateOutcome.NotAttempted, "declined", preview);
        }

        entry.Announce(RowChange.Create, null, fresh.Email, fresh.Changes, []);
        turn.Pass();
        place.Writes = true;
        try
        {
            var (created, remark) = await _maker
                .CreateAsync(fresh, mayBeThere: false, cancellationToken)
                .ConfigureAwait(false);
            return Result(row, null, UpdateOutcome.Created, remark, preview, created);
        }
        catch (CcException e) when (e.MayHaveArrived)
        {
            return Result(
                row,
                null,
                UpdateOutcome.Unknown,
                $"It is not known whether the contact was created: {e.Message}",
                preview,
                error: e
            );
        }
    }

    private static CcException Explain(CcException refusal, UpdatePlan plan)
    {
        string[] named =
        [
            .. plan.UnknownMembers.Where(m =>
                refusal.Message.IndexOf(m.Substring(m.LastIndexOf('.') + 1), StringComparison.OrdinalIgnoreCase) >= 0
            ),
        ];
        return named.Length == 0 ? refusal : UnknownMemberException.For(plan.Contact.ToString(), named, refusal);
    }

    internal static InvalidInputException Mismatch(UpdateRow row, string? stored) =>
        new(
            "CcContactMismatch",
            $"Contact {row.ContactId} has the address '{stored}', not '{row.Email}'.",
            "Correct the row, give only one of the two, or change the address with -NewEmailAddress. Nothing was sent."
        );

    internal static NotFoundException NotFound(string email) =>
        NotFoundException.ContactWithAddress(
            email,
            "Correct the address, or add -CreateMissing to create the contact."
        );

    private static UpdateResult Result(
        UpdateRow row,
        UpdatePlan? plan,
        string outcome,
        string? reason,
        UpdatePreview? preview = null,
        JsonObject? answer = null,
        IReadOnlyList<string>? remarks = null,
        CcException? error = null
    ) =>
        new()
        {
            Row = row.Number,
            Email = plan?.Contact.EmailAddress ?? row.Email,
            ContactId = plan?.Contact.ContactId ?? (answer is null ? row.ContactId : new Contact(answer).ContactId),
            Outcome = outcome,
            Reason = reason,
            Changes = preview?.Changes ?? [],
            Warnings = [.. row.Changes.Warnings, .. plan?.Warnings ?? [], .. remarks ?? []],
            Preview = preview,
            Contact = answer is null ? null : new Contact(answer),
            Error = error,
            Input = row.Input,
        };
}
