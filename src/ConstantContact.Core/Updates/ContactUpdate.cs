using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>
/// The safe update of one contact: look up, decide, show, PUT, prove. Holds what the rows of one run share: which contacts
/// are being written, and which shapes of PUT have been proven.
/// </summary>
internal sealed class ContactUpdate
{
    /// <summary>How often a contact is read and merged anew before its row is given up: each round is a GET, and perhaps a PUT.</summary>
    private const int MaxRounds = 6;

    /// <summary>In previews, of a contact that a row before would have created.</summary>
    private const string NotYetAnId = "(new)";

    private readonly ContactGateway _gateway;
    private readonly PatchResolver _resolver;
    private readonly UpdateOptions _options;
    private readonly IUpdateGuide _guide;
    private readonly PreviewMaker _previews;
    private readonly CanaryGate _canaries = new();
    private readonly InFlight _inFlight = new();
    private readonly ContactMaker _maker;

    /// <summary>A PUT left <c>email_address.updated_at</c> as it was, so that one that moves tells of somebody else's write.</summary>
    private volatile bool _stampStays;

    public ContactUpdate(ContactGateway gateway, PatchResolver resolver, UpdateOptions options, IUpdateGuide guide, Uri baseUri)
    {
        _gateway = gateway;
        _maker = new ContactMaker(gateway);
        _resolver = resolver;
        _options = options;
        _guide = guide;
        _previews = new PreviewMaker(baseUri, options);
    }

    /// <summary>Null where <paramref name="goOn"/> said no before anything was written.</summary>
    public async Task<UpdateResult?> RunAsync(UpdateRow row, RowEntry entry, Turn turn, Func<bool> goOn, CancellationToken cancellationToken)
    {
        using InFlight.Look look = _inFlight.Begin();
        ResolvedPatch patch = await _resolver.ResolveAsync(row.Wish, cancellationToken).ConfigureAwait(false);
        (ContactSnapshot? found, CcException? trouble) = await LookUpAsync(row, entry.Doubt, cancellationToken).ConfigureAwait(false);
        await turn.WaitAsync().ConfigureAwait(false);
        if (!goOn())
        {
            return null;
        }

        using InFlight.Place place = _inFlight.Enter(NamesOf(row, patch.Patch, found));
        bool again;
        do
        {
            // This row rests on what earlier rows about the same contact leave behind.
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
                (found, trouble) = await LookUpAsync(row, entry.Doubt, cancellationToken).ConfigureAwait(false);
            }
        }
        while (again && place.Extend(NamesOf(row, patch.Patch, found)));

        (found, trouble) = AfterPreviews(row, found, trouble);
        if (trouble is not null)
        {
            throw trouble;
        }

        try
        {
            UpdateResult? result = found is not null
                ? Recorded(row, entry.Doubt, patch, found) ?? await WriteAsync(row, entry, patch, found, turn, place, goOn, cancellationToken).ConfigureAwait(false)
                : _options.CreateMissing ? await CreateAsync(row, entry, patch, turn, place, cancellationToken).ConfigureAwait(false)
                : throw NotFound(row.Email!);
            return result is null ? null : entry.Settle(result);
        }
        catch (Exception e) when (place.Writes && e is not (CcException or GuideException or OperationCanceledException))
        {
            var odd = UnexpectedException.For(row.ToString(), e);
            return entry.Settle(Result(row, null, UpdateOutcome.Unknown, $"{odd.Message} The update was sent before.", error: odd));
        }
    }

    /// <summary>What the row is about, as far as is known: see <see cref="InFlight"/>.</summary>
    private static IEnumerable<string> NamesOf(UpdateRow row, ContactPatch patch, ContactSnapshot? found) =>
        new[] { row.ContactId, row.Email, patch.NewEmailAddress, found is null ? null : new Contact(found.Json).ContactId }.OfType<string>();

    /// <summary>Under -WhatIf the contact is taken as the rows before would have left it.</summary>
    private (ContactSnapshot? Found, CcException? Trouble) AfterPreviews(UpdateRow row, ContactSnapshot? found, CcException? trouble)
    {
        string? name = found is null ? row.ContactId ?? row.Email : new Contact(found.Json).ContactId;
        if (name is null || _inFlight.Previewed(name) is not { } seen)
        {
            return (found, trouble);
        }

        bool isMeant = row.ContactId is not null || string.Equals(new Contact(seen).EmailAddress, row.Email, StringComparison.OrdinalIgnoreCase);
        return (isMeant ? new ContactSnapshot(seen, found?.ReadAt ?? default) : null, null);
    }

    /// <summary>A failure that concerns this row alone is kept: an earlier row may still change what was found.</summary>
    private async Task<(ContactSnapshot? Found, CcException? Trouble)> LookUpAsync(UpdateRow row, RowChange? doubt, CancellationToken cancellationToken)
    {
        try
        {
            if (doubt?.ContactId is { } written)
            {
                // Its address may be another one by now: that may be what the row changed.
                return (await _gateway.GetAsync(written, cancellationToken).ConfigureAwait(false), null);
            }

            if (row.ContactId is null)
            {
                return (await _gateway.FindByEmailAsync(row.Email!, cancellationToken).ConfigureAwait(false), null);
            }

            ContactSnapshot byId = await _gateway.GetAsync(row.ContactId, cancellationToken).ConfigureAwait(false);
            string? stored = new Contact(byId.Json).EmailAddress;
            return row.Email is null || string.Equals(stored, row.Email, StringComparison.OrdinalIgnoreCase)
                ? (byId, null)
                : (byId, new InvalidInputException(
                    "CcContactMismatch",
                    $"Contact {row.ContactId} has the address '{stored}', not '{row.Email}'.",
                    "Correct the row, give only one of the two, or change the address with -NewEmailAddress. Nothing was sent."));
        }
        catch (CcException e) when (!e.EndsTheRun)
        {
            return (null, e);
        }
    }

    /// <summary>
    /// A write that an earlier process announced and of which it did not learn the end: where the contact is as wished, it arrived, and
    /// the row comes out as it was announced. Null where it did not arrive, or was not announced.
    /// </summary>
    private UpdateResult? Recorded(UpdateRow row, RowChange? doubt, ResolvedPatch patch, ContactSnapshot found)
    {
        if (doubt is null || new Contact(found.Json).IsDeleted)
        {
            return null;
        }

        bool creates = doubt.Write == RowChange.Create;
        bool arrived = creates
            ? ContactVerification.Missing(NewContact.From(row.Email!, patch.Patch).Document, found.Json).Count == 0
            : ContactDiff.Between(found.Json, _options.Merge.Replace ? RawReplace.Outcome(found.Json, patch.Patch) : ContactMerge.Apply(found.Json, patch.Patch)).Count == 0;
        return arrived ? Announced(row, doubt, patch, found.Json) : null;
    }

    private static UpdateResult Announced(UpdateRow row, RowChange doubt, ResolvedPatch patch, JsonObject found) => new()
    {
        Row = row.Number,
        Email = doubt.Email ?? row.Email,
        ContactId = doubt.ContactId ?? new Contact(found).ContactId,
        Outcome = doubt.Write == RowChange.Create ? UpdateOutcome.Created : UpdateOutcome.Updated,
        Changes = patch.Names.Show(doubt.Changes),
        Warnings = doubt.Warnings,
        Contact = new Contact(found),
        Input = row.Input,
    };

    private async Task<UpdateResult?> WriteAsync(
        UpdateRow row, RowEntry entry, ResolvedPatch patch, ContactSnapshot basis, Turn turn, InFlight.Place place, Func<bool> goOn, CancellationToken cancellationToken)
    {
        UpdatePreview? approved = null;
        byte[]? refusedBody = null;
        CcException? trouble = null;
        for (int round = 1; ; round++)
        {
            UpdatePlan plan = UpdatePlan.For(basis.Json, patch.Patch, _options.Merge);
            if (plan.Suppressed is not null)
            {
                return Result(row, plan, UpdateOutcome.Suppressed, plan.Suppressed);
            }

            if (plan.IsUnchanged)
            {
                // After a PUT whose answer was lost this means that it arrived.
                return entry.Doubt is { Write: RowChange.Update } doubt ? Announced(row, doubt, patch, basis.Json)
                    : trouble is null
                    ? Result(row, plan, UpdateOutcome.Unchanged, null)
                    : Result(row, plan, UpdateOutcome.Updated, "the answer was lost; the contact was read back", approved, basis.Json);
            }

            if (refusedBody is not null && refusedBody.SequenceEqual(plan.Body))
            {
                throw Explain(trouble!, plan);
            }

            if (round > MaxRounds)
            {
                throw trouble ?? new ApiTimeoutException(
                    $"The update of {plan.Contact} could not leave within {ContactGateway.Freshness.TotalSeconds:F0} s of its look-up, {MaxRounds} times in a row. Nothing was sent.");
            }

            UpdatePreview preview = _previews.Make(row, plan, patch.Names);
            if (approved is null || !approved.Changes.SequenceEqual(preview.Changes))
            {
                Approval answer = await ApproveAsync(preview, cancellationToken).ConfigureAwait(false);
                if (answer == Approval.PreviewOnly)
                {
                    place.Preview(plan.Wished, new[] { plan.Contact.ContactId!, new Contact(plan.Wished).EmailAddress }.OfType<string>());
                    return Result(row, plan, UpdateOutcome.Previewed, null, preview);
                }

                if (answer == Approval.Declined)
                {
                    return Result(row, plan, UpdateOutcome.NotAttempted, "declined", preview);
                }

                approved = preview;
            }

            using CanaryGate.Claim? canary = await _canaries
                .EnterAsync(_options.Merge.Replace ? [] : PutShapes.Of(plan)).ConfigureAwait(false);
            if (canary is null || !goOn())
            {
                return null;
            }

            entry.Announce(RowChange.Update, plan.Contact.ContactId, plan.Contact.EmailAddress, plan.Changes, plan.Warnings);
            turn.Pass();
            place.Writes = true;
            try
            {
                JsonObject answer = await _gateway.PutAsync(plan.Contact.ContactId!, plan.Body, basis, cancellationToken).ConfigureAwait(false);
                (IReadOnlyList<string> remarks, CcException? end) = await ProveAsync(plan, answer, canary, cancellationToken).ConfigureAwait(false);
                return Result(row, plan, UpdateOutcome.Updated, null, preview, answer, remarks, end);
            }
            catch (StaleRequestException)
            {
                _guide.Note($"{plan.Contact} was read more than {ContactGateway.Freshness.TotalSeconds:F0} s ago and is read again.");
            }
            catch (CcException e) when (e.MayHaveArrived)
            {
                trouble = e;
                _guide.Note($"It is not known whether the update of {plan.Contact} arrived ({e.ErrorId}); the contact is read again.");
            }
            catch (InvalidRequestException e) when (refusedBody is null)
            {
                // A list, tag or choice that the contact had may have vanished since the GET; a fresh one tells.
                trouble = e;
                refusedBody = plan.Body;
                _guide.Note($"The service refuses the update of {plan.Contact}; the contact is read again, in case it changed meanwhile.");
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
            catch (CcException e) when (trouble is { MayHaveArrived: true })
            {
                return Result(
                    row, plan, UpdateOutcome.Unknown, $"It is not known whether the update arrived: {trouble.Message} The contact could not be read back: {e.Message}",
                    preview, error: e.EndsTheRun ? e : trouble);
            }
        }
    }

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

    /// <summary>The answer against the wish; where the sources disagree, where asked, and over an opt-out also a re-read.</summary>
    /// <returns>What the user should know, and what ends the run after this row, if anything does.</returns>
    private async Task<(IReadOnlyList<string> Remarks, CcException? End)> ProveAsync(
        UpdatePlan plan, JsonObject answer, CanaryGate.Claim canary, CancellationToken cancellationToken)
    {
        if (_options.Merge.Replace)
        {
            return ([], null);
        }

        ContactVerification proof = ContactVerification.Of(plan.Current, plan.Wished, answer, full: false);
        ThrowIfWrong(plan, [.. proof.Wrong, .. ConsentMoved(plan, answer)]);
        if (canary.MustProve || _options.VerifyAll || plan.KeepsOptOut)
        {
            ContactSnapshot stored;
            try
            {
                stored = await _gateway.GetAsync(plan.Contact.ContactId!, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e)
            {
                // The service has answered that it is done, and its answer is as wished: that stands, whatever comes after.
                return ([.. Altered(proof), $"The update was answered as done, but {plan.Contact} could not be read back: {e.Message}"], e.EndsTheRun ? e : null);
            }

            proof = ContactVerification.Of(plan.Current, plan.Wished, stored.Json, full: true);
            ThrowIfWrong(plan, plan.KeepsOptOut ? [.. proof.Wrong, .. ContactVerification.OptOutMoved(plan.Current, stored.Json)] : proof.Wrong);
            canary.Prove();
        }

        return ([.. Altered(proof)], null);
    }

    private static IEnumerable<string> Altered(ContactVerification proof) => proof.Altered.Select(static a => $"The service altered a value: {a}.");

    /// <summary>
    /// The API has no ETag: what happens to a contact between the look-up and the PUT is overwritten. Where that was a
    /// person's consent, the answer shows it, and the run stops.
    /// </summary>
    private IReadOnlyList<string> ConsentMoved(UpdatePlan plan, JsonObject answer)
    {
        if (plan.Contact.IsDeleted || plan.Contact.IsUnsubscribed || plan.Changes.Any(static c => c.Member == ContactMembers.EmailAddress))
        {
            return [];
        }

        IReadOnlyList<string> moved = ContactVerification.ConsentMoved(plan.Current, answer, _stampStays);

        // Whether this service stamps the address on every PUT is not known before the first one.
        _stampStays |= ContactVerification.StampStayed(plan.Current, answer) == true;
        return moved;
    }

    private void ThrowIfWrong(UpdatePlan plan, IReadOnlyList<string> wrong)
    {
        if (wrong.Count > 0)
        {
            _canaries.Close();
            throw MergeNotAppliedException.For(plan.Contact.ToString(), plan.Contact.ContactId!, plan.Contact.Json, wrong);
        }
    }

    private async Task<UpdateResult?> CreateAsync(
        UpdateRow row, RowEntry entry, ResolvedPatch patch, Turn turn, InFlight.Place place, CancellationToken cancellationToken)
    {
        ConsentGuard.Decide(ConsentSubject.Nobody(row.Email!), _options.Merge.ConsentForNew(patch.Patch)).ThrowIfRefused();
        NewContact fresh = NewContact.From(row.Email!, patch.Patch);
        UpdatePreview preview = _previews.MakeNew(row, fresh, patch.Names);
        Approval answer = await ApproveAsync(preview, cancellationToken).ConfigureAwait(false);
        if (answer == Approval.PreviewOnly)
        {
            JsonObject made = fresh.Document.Copy();
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
            (JsonObject created, string? remark) = await _maker.CreateAsync(fresh, mayBeThere: false, cancellationToken).ConfigureAwait(false);
            return Result(row, null, UpdateOutcome.Created, remark, preview, created);
        }
        catch (CcException e) when (e.MayHaveArrived)
        {
            return Result(row, null, UpdateOutcome.Unknown, $"It is not known whether the contact was created: {e.Message}", preview, error: e);
        }
    }

    private static CcException Explain(CcException refusal, UpdatePlan plan)
    {
        string[] named = [.. plan.UnknownMembers.Where(m => refusal.Message.IndexOf(m.Substring(m.LastIndexOf('.') + 1), StringComparison.OrdinalIgnoreCase) >= 0)];
        return named.Length == 0 ? refusal : UnknownMemberException.For(plan.Contact.ToString(), named, refusal);
    }

    private static NotFoundException NotFound(string email) => new($"There is no contact with the address '{email}', not even a deleted one.", "Correct the address, or create such contacts with -CreateMissing.");

    private static UpdateResult Result(
        UpdateRow row,
        UpdatePlan? plan,
        UpdateOutcome outcome,
        string? reason,
        UpdatePreview? preview = null,
        JsonObject? answer = null,
        IReadOnlyList<string>? remarks = null,
        CcException? error = null) => new()
    {
        Row = row.Number,
        Email = plan?.Contact.EmailAddress ?? row.Email,
        ContactId = plan?.Contact.ContactId ?? (answer is null ? row.ContactId : new Contact(answer).ContactId),
        Outcome = outcome,
        Reason = reason,
        Changes = preview?.Changes ?? [],
        Warnings = [.. row.Wish.Warnings, .. plan?.Warnings ?? [], .. remarks ?? []],
        Preview = preview,
        Contact = answer is null ? null : new Contact(answer),
        Error = error,
        Input = row.Input,
    };
}
