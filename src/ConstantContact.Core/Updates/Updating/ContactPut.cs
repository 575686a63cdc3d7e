using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates.Planning;
using ConstantContact.Core.Updates.Proving;

namespace ConstantContact.Core.Updates.Updating;

/// <summary>
/// The update of a contact that was found: merge, ask, PUT, prove. If the PUT did not leave, was refused, or got no answer,
/// the contact is read again and the update starts over.
/// </summary>
internal sealed class ContactPut(
    ContactGateway gateway,
    UpdateOptions options,
    PreviewBuilder previews,
    IUpdateGuide guide,
    PutProof proof,
    RunEnd end
)
{
    /// <summary>
    /// The maximum number of times that a contact is read and merged again before its row fails. Each round is a GET
    /// and perhaps a PUT.
    /// </summary>
    private const int MaxRounds = 6;

    /// <summary>Null if the run ended before anything was written.</summary>
    public async Task<UpdateResult?> RunAsync(
        RowUnderway at,
        ContactSnapshot basis,
        CancellationToken cancellationToken
    )
    {
        Rounds rounds = new();
        while (true)
        {
            ThrowIfStale(at, basis);
            var plan = UpdatePlan.For(basis.Json, at.Patch.Patch, options.Merge);
            if (Settled(at, rounds, plan, basis) is { } settled)
            {
                return settled;
            }

            rounds.Begin(plan);
            var preview = previews.Build(at.Row, plan, at.Patch.Names);
            if (
                !rounds.IsApproved(preview)
                && await AskAsync(at, plan, preview, cancellationToken).ConfigureAwait(false) is { } unsent
            )
            {
                return unsent;
            }

            rounds.Approved = preview;
            using (var canary = await proof.EnterAsync(plan).ConfigureAwait(false))
            {
                if (end.Error is not null)
                {
                    return null;
                }

                var sent = await SendAsync(at, rounds, plan, basis, canary, cancellationToken).ConfigureAwait(false);
                if (sent is not null)
                {
                    return sent;
                }
            }

            try
            {
                basis = await gateway.GetAsync(plan.Contact.ContactId!, cancellationToken).ConfigureAwait(false);
            }
            catch (CcException e) when (rounds.Lost is { } lost)
            {
                return at.Result(
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
            at.Place.IsInDoubt |= rounds.Lost is not null && ContactDiff.Between(plan.Current, basis.Json).Count > 0;
        }
    }

    /// <summary>A contact that is as planned already is not stale: nothing is left to do for it.</summary>
    private static void ThrowIfStale(RowUnderway at, ContactSnapshot basis)
    {
        if (
            at.Row.Planned?.Stale(basis.Json) is { } why
            && (
                new Contact(basis.Json).IsDeleted
                || ContactDiff.Between(basis.Json, ContactMerge.Apply(basis.Json, at.Patch.Patch)).Count > 0
            )
        )
        {
            throw new PlanStaleException($"{at.Row} {why}.");
        }
    }

    /// <summary>The result if nothing is to be written; otherwise null.</summary>
    private UpdateResult? Settled(RowUnderway at, Rounds rounds, UpdatePlan plan, ContactSnapshot basis)
    {
        if (plan.Suppressed is not null)
        {
            return at.Result(plan, UpdateOutcome.Suppressed, plan.Suppressed);
        }

        if (!plan.IsUnchanged)
        {
            return null;
        }

        // The contact now shows what the answer would have shown: whether anything else was lost.
        if (rounds.Unproven is { } unproven)
        {
            proof.ThrowIfLost(unproven, basis.Json);
        }

        // After a PUT with a lost answer, this means that the PUT arrived. A refused one has changed nothing.
        return at.Entry.Doubt is { Write: RowChange.Update or RowChange.Restore } doubt
                ? at.Announced(doubt, basis.Json)
            : rounds.Lost is null ? at.Result(plan, UpdateOutcome.Unchanged, null)
            : at.Result(
                plan,
                UpdateOutcome.Updated,
                "the answer was lost; the contact was read back",
                rounds.Approved,
                basis.Json
            );
    }

    /// <summary>The result if the PUT is not to be sent; otherwise null.</summary>
    private async Task<UpdateResult?> AskAsync(
        RowUnderway at,
        UpdatePlan plan,
        UpdatePreview preview,
        CancellationToken cancellationToken
    )
    {
        var answer = await guide.ApproveAsync(preview, cancellationToken).ConfigureAwait(false);
        if (answer == Approval.PreviewOnly)
        {
            at.Place.Preview(
                plan.Expected,
                new[] { plan.Contact.ContactId!, new Contact(plan.Expected).EmailAddress }.OfType<string>()
            );
        }

        return at.Unsent(plan, preview, answer);
    }

    /// <summary>Null if the contact must be read again, because the PUT has no known effect.</summary>
    private async Task<UpdateResult?> SendAsync(
        RowUnderway at,
        Rounds rounds,
        UpdatePlan plan,
        ContactSnapshot basis,
        CanaryGate.Claim canary,
        CancellationToken cancellationToken
    )
    {
        at.Entry.Announce(
            plan.Contact.IsDeleted ? RowChange.Restore : RowChange.Update,
            plan.Contact.ContactId,
            plan.Contact.EmailAddress,
            plan.Changes,
            plan.Warnings
        );
        at.BeginWrite();
        try
        {
            var answer = await gateway
                .PutAsync(plan.Contact.ContactId!, plan.Body, basis, cancellationToken)
                .ConfigureAwait(false);
            var (remarks, ending) = await proof
                .ProveAsync(plan, answer, canary, cancellationToken)
                .ConfigureAwait(false);
            if (ending is not null)
            {
                end.Set(ending);
            }

            return at.Result(plan, UpdateOutcome.Updated, null, rounds.Approved, answer, remarks, ending);
        }
        catch (StaleRequestException)
        {
            guide.Note(
                $"{plan.Contact} was read more than {ContactGateway.Freshness.TotalSeconds:F0} s ago and is read again."
            );
        }
        catch (CcException e) when (e.MayHaveArrived)
        {
            rounds.Trouble = rounds.Lost = e;
            rounds.Unproven ??= proof.MustReadBack(plan, canary) ? plan : null;
            guide.Note(
                $"It is not known whether the update of {plan.Contact} arrived ({e.ErrorId}); the contact is read "
                    + "again."
            );
        }
        catch (InvalidRequestException e) when (rounds.RefusedBody is null)
        {
            // A list, tag or choice of the contact may have been deleted since the GET. A new GET shows it.
            rounds.Trouble = e;
            rounds.RefusedBody = plan.Body;
            guide.Note(
                $"The service refuses the update of {plan.Contact}; the contact is read again, in case it changed "
                    + "meanwhile."
            );
        }
        catch (CcException e) when (e.EndsTheRun)
        {
            end.Set(e);
            throw;
        }
        catch (InvalidRequestException e)
        {
            throw Explain(e, plan);
        }

        return null;
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

    /// <summary>The state that the rounds of one update share.</summary>
    private sealed class Rounds
    {
        private int _number;

        /// <summary>The request that the user has seen.</summary>
        public UpdatePreview? Approved { get; set; }

        /// <summary>The body that the service refused.</summary>
        public byte[]? RefusedBody { get; set; }

        /// <summary>Why the last PUT did not succeed.</summary>
        public CcException? Trouble { get; set; }

        /// <summary>The failure of the last PUT whose answer was lost.</summary>
        public CcException? Lost { get; set; }

        /// <summary>The first PUT whose answer was lost, if the contact read back must prove it.</summary>
        public UpdatePlan? Unproven { get; set; }

        /// <exception cref="CcException">Another PUT would not help.</exception>
        public void Begin(UpdatePlan plan)
        {
            if (RefusedBody is not null && RefusedBody.SequenceEqual(plan.Body))
            {
                throw Explain(Trouble!, plan);
            }

            if (++_number > MaxRounds)
            {
                throw Trouble
                    ?? new ApiTimeoutException(
                        $"The update of {plan.Contact} could not leave within "
                            + $"{ContactGateway.Freshness.TotalSeconds:F0} s of its look-up, {MaxRounds} times in a "
                            + "row. Nothing was sent."
                    );
            }
        }

        /// <summary>True if the user has approved the same changes.</summary>
        public bool IsApproved(UpdatePreview preview) =>
            Approved is not null && Approved.Changes.SequenceEqual(preview.Changes);
    }
}
