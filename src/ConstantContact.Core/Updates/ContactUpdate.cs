using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Updates;

/// <summary>
/// The safe update of one contact: look up, decide, show, PUT, prove. Holds what the rows of one run share: which contacts
/// are being written, and which shapes of PUT have been proven.
/// </summary>
internal sealed class ContactUpdate
{
    /// <summary>How often a contact is read and merged anew before its row is given up: each round is a GET, and perhaps a PUT.</summary>
    private const int MaxRounds = 6;

    private readonly ContactGateway _gateway;
    private readonly PatchResolver _resolver;
    private readonly UpdateOptions _options;
    private readonly IUpdateGuide _guide;
    private readonly PreviewMaker _previews;
    private readonly CanaryGate _canaries = new();
    private readonly InFlight _inFlight = new();

    public ContactUpdate(ContactGateway gateway, PatchResolver resolver, UpdateOptions options, IUpdateGuide guide, Uri baseUri)
    {
        _gateway = gateway;
        _resolver = resolver;
        _options = options;
        _guide = guide;
        _previews = new PreviewMaker(baseUri, options);
    }

    /// <summary>Null where <paramref name="goOn"/> said no before anything was written.</summary>
    public async Task<UpdateResult?> RunAsync(UpdateRow row, Turn turn, Func<bool> goOn, CancellationToken cancellationToken)
    {
        ResolvedPatch patch = await _resolver.ResolveAsync(row.Wish, cancellationToken).ConfigureAwait(false);
        ContactSnapshot? found = await LookUpAsync(row, cancellationToken).ConfigureAwait(false);
        await turn.WaitAsync().ConfigureAwait(false);
        if (!goOn())
        {
            return null;
        }

        string key = found is null ? row.Email!.ToUpperInvariant() : new Contact(found.Json).ContactId!;
        using InFlight.Place place = _inFlight.Enter(key);
        if (place.Earlier is { } earlier)
        {
            // An earlier row is about the same contact: this one rests on what that one leaves behind.
            await earlier.ConfigureAwait(false);
            found = place.Virtual is { } seen ? found! with { Json = seen }
                : found is null ? await LookUpAsync(row, cancellationToken).ConfigureAwait(false)
                : await _gateway.GetAsync(key, cancellationToken).ConfigureAwait(false);
            if (!goOn())
            {
                return null;
            }
        }

        return found is null
            ? await CreateAsync(row, patch, turn, place, cancellationToken).ConfigureAwait(false)
            : await WriteAsync(row, patch, found, turn, place, goOn, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ContactSnapshot?> LookUpAsync(UpdateRow row, CancellationToken cancellationToken)
    {
        if (row.ContactId is not null)
        {
            ContactSnapshot byId = await _gateway.GetAsync(row.ContactId, cancellationToken).ConfigureAwait(false);
            string? stored = new Contact(byId.Json).EmailAddress;
            return row.Email is null || string.Equals(stored, row.Email, StringComparison.OrdinalIgnoreCase)
                ? byId
                : throw new InvalidInputException(
                    "CcContactMismatch",
                    $"Contact {row.ContactId} has the address '{stored}', not '{row.Email}'.",
                    "Correct the row, give only one of the two, or change the address with -NewEmailAddress. Nothing was sent.");
        }

        ContactSnapshot? byEmail = await _gateway.FindByEmailAsync(row.Email!, cancellationToken).ConfigureAwait(false);
        return byEmail is not null || _options.CreateMissing ? byEmail : throw NotFound(row.Email!);
    }

    private async Task<UpdateResult?> WriteAsync(
        UpdateRow row, ResolvedPatch patch, ContactSnapshot basis, Turn turn, InFlight.Place place, Func<bool> goOn, CancellationToken cancellationToken)
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
                return trouble is null
                    ? Result(row, plan, UpdateOutcome.Unchanged, null)
                    : Result(row, plan, UpdateOutcome.Updated, "the answer was lost; the contact was read back", approved, basis.Json);
            }

            if (refusedBody is not null && refusedBody.SequenceEqual(plan.Body))
            {
                throw Explain(trouble!, plan);
            }

            UpdatePreview preview = _previews.Make(row, plan, patch.Names);
            if (approved is null || !approved.Changes.SequenceEqual(preview.Changes))
            {
                Approval answer = await _guide.ApproveAsync(preview, cancellationToken).ConfigureAwait(false);
                if (answer == Approval.PreviewOnly)
                {
                    place.Virtual = plan.Wished;
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

            turn.Pass();
            try
            {
                JsonObject answer = await _gateway.PutAsync(plan.Contact.ContactId!, plan.Body, basis, cancellationToken).ConfigureAwait(false);
                IReadOnlyList<string> altered = await ProveAsync(plan, answer, canary, cancellationToken).ConfigureAwait(false);
                return Result(row, plan, UpdateOutcome.Updated, null, preview, answer, altered);
            }
            catch (StaleRequestException) when (round < MaxRounds)
            {
                _guide.Note($"{plan.Contact} was read more than {ContactGateway.Freshness.TotalSeconds:F0} s ago and is read again.");
            }
            catch (CcException e) when (e.MayHaveArrived && round < MaxRounds)
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
            basis = await _gateway.GetAsync(plan.Contact.ContactId!, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The answer against the wish; where the sources disagree, where asked, and over an opt-out also a re-read.</summary>
    private async Task<IReadOnlyList<string>> ProveAsync(UpdatePlan plan, JsonObject answer, CanaryGate.Claim canary, CancellationToken cancellationToken)
    {
        if (_options.Merge.Replace)
        {
            return [];
        }

        ContactVerification proof = ContactVerification.Of(plan.Current, plan.Wished, answer, full: false);
        ThrowIfWrong(plan, proof.Wrong);
        if (canary.MustProve || _options.VerifyAll || plan.KeepsOptOut)
        {
            ContactSnapshot stored = await _gateway.GetAsync(plan.Contact.ContactId!, cancellationToken).ConfigureAwait(false);
            proof = ContactVerification.Of(plan.Current, plan.Wished, stored.Json, full: true);
            ThrowIfWrong(plan, plan.KeepsOptOut ? [.. proof.Wrong, .. ContactVerification.OptOutMoved(plan.Current, stored.Json)] : proof.Wrong);
            canary.Prove();
        }

        return proof.Altered;
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
        UpdateRow row, ResolvedPatch patch, Turn turn, InFlight.Place place, CancellationToken cancellationToken)
    {
        ConsentGuard.Decide(ConsentSubject.Nobody(row.Email!), _options.Merge.ConsentForNew(patch.Patch)).ThrowIfRefused();
        NewContact fresh = NewContact.From(row.Email!, patch.Patch);
        UpdatePreview preview = _previews.MakeNew(row, fresh, patch.Names);
        Approval answer = await _guide.ApproveAsync(preview, cancellationToken).ConfigureAwait(false);
        if (answer != Approval.Send)
        {
            place.Virtual = fresh.Document;
            return Result(row, null, answer == Approval.PreviewOnly ? UpdateOutcome.Previewed : UpdateOutcome.NotAttempted, answer == Approval.Declined ? "declined" : null, preview);
        }

        turn.Pass();
        try
        {
            JsonObject created = await _gateway.CreateAsync(fresh.Body, cancellationToken).ConfigureAwait(false);
            return Result(row, null, UpdateOutcome.Created, null, preview, created);
        }
        catch (CcException e) when (e.MayHaveArrived)
        {
            // A POST is never repeated blindly; whether the contact is there now says whether it arrived.
            ContactSnapshot? arrived = await _gateway.FindByEmailAsync(row.Email!, cancellationToken).ConfigureAwait(false);
            if (arrived is null)
            {
                throw;
            }

            return Result(row, null, UpdateOutcome.Created, "the answer was lost; the contact was found", preview, arrived.Json);
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
        IReadOnlyList<string>? altered = null) => new()
    {
        Row = row.Number,
        Email = plan?.Contact.EmailAddress ?? row.Email,
        ContactId = plan?.Contact.ContactId ?? (answer is null ? row.ContactId : new Contact(answer).ContactId),
        Outcome = outcome,
        Reason = reason,
        Changes = preview?.Changes ?? [],
        Warnings = [.. row.Wish.Warnings, .. (plan?.Warnings ?? []).Concat((altered ?? []).Select(a => $"The service altered a value: {a}."))],
        Preview = preview,
        Contact = answer is null ? null : new Contact(answer),
        Input = row.Input,
    };
}
