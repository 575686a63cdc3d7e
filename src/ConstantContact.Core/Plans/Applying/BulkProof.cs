using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>
/// Reads the contacts of entries that were sent by imports and activities, and settles each entry by what the account
/// shows.
/// </summary>
internal sealed class BulkProof(PlanUnderway plan)
{
    /// <param name="sent">The entries that were announced.</param>
    /// <param name="endedBy">The error that ended the sending early; null if there was none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task ProveAsync(
        IReadOnlyList<OpenEntry> sent,
        CcException? endedBy,
        CancellationToken cancellationToken
    )
    {
        if (sent.Count == 0)
        {
            return;
        }

        var shown = plan.Header.ProvesByList
            ? await plan.Reader(PlanPhase.Proving)
                .ReadListsAsync(
                    [
                        .. sent.SelectMany(static o => o.Changes)
                            .Select(static c => c.Key!)
                            .Distinct(StringComparer.OrdinalIgnoreCase),
                    ],
                    cancellationToken
                )
                .ConfigureAwait(false)
            : await plan.ReadAsync(sent, PlanPhase.Proving, cancellationToken).ConfigureAwait(false);
        foreach (var open in sent)
        {
            Prove(open, shown, endedBy);
        }
    }

    private void Prove(OpenEntry open, AccountSnapshot shown, CcException? endedBy)
    {
        if (shown.TroubleWith(open.Entry.ContactId!) is { } trouble)
        {
            plan.Ledger.Settle(
                open,
                RowOutcome.Unknown,
                $"the contact could not be read back: {trouble.Message}",
                trouble
            );
            return;
        }

        var missing = Missing(open, shown.ById(open.Entry.ContactId!));
        if (missing.Count == 0)
        {
            plan.Ledger.Settle(open, RowOutcome.Applied, null);
            return;
        }

        var differs = string.Join("; ", missing.Select(plan.Header.Names.Show).Select(static c => c.ToString()));
        if (open.Trouble is { State: not ActivityJobState.Completed } job)
        {
            SettleUnfinished(open, job, differs, endedBy);
        }
        else
        {
            var said = open.Trouble?.Message is { } message ? $" ({message})" : "";
            var reason = $"the service has ended the job, and the account does not show: {differs}{said}";
            const string Remedy = "Look at the contact, then make a new plan for what is left.";
            plan.Ledger.Settle(
                open,
                RowOutcome.Failed,
                reason,
                new InvalidInputException("CcMergeNotApplied", reason, Remedy)
            );
        }
    }

    private IReadOnlyList<ContactChange> Missing(OpenEntry open, JsonObject? shown)
    {
        // A list shows its members. A contact that is not among them is not on it.
        shown ??= plan.Header.ProvesByList ? [] : null;
        if (open.Entry.Action == PlanAction.Delete)
        {
            return shown is not null && new Contact(shown).IsDeleted
                ? []
                :
                [
                    .. open.Entry.Changes.DefaultIfEmpty(
                        new ContactChange(ContactMembers.DeletedAt, null, null, null, "yes")
                    ),
                ];
        }

        return shown is null ? open.Changes : PlanProof.Missing(open.Changes, open.Plan!.Expected, shown, open.Remarks);
    }

    /// <summary>
    /// A job that was not taken, or not sent after that one, is attempted again when the run goes on.
    /// </summary>
    private void SettleUnfinished(OpenEntry open, ActivityJobResult job, string differs, CcException? endedBy)
    {
        var error = job.ToException() ?? (job.State == ActivityJobState.NotAttempted ? endedBy : null);
        plan.Ledger.Settle(
            open,
            job.State is ActivityJobState.Failed or ActivityJobState.NotAttempted
                ? RowOutcome.Failed
                : RowOutcome.Unknown,
            $"{job.Message ?? error?.Message ?? "The job was not sent."} The account does not show: {differs}",
            error
        );
    }
}
