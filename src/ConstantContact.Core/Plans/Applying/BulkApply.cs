using System.Text.Json.Nodes;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Plans.Routes;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>
/// Applies the entries whose routes are imports and activities: reads their contacts, settles those that must not be
/// written, sends the others, and has them proven.
/// </summary>
internal sealed class BulkApply(PlanUnderway plan, PlanAccount account)
{
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        OpenEntry[] some =
        [
            .. plan.Ledger.Open.Where(static o =>
                !o.IsSettled && !o.Entry.Routes.Any(static r => r is PlanRoute.Put or PlanRoute.Post)
            ),
        ];
        if (some.Length == 0)
        {
            return;
        }

        var snapshot = plan is { TrustsPlan: true, Plan.Snapshot: { } made }
            ? made
            : await plan.ReadAsync(some, PlanPhase.Reading, cancellationToken).ConfigureAwait(false);
        foreach (var open in some)
        {
            Judge(open, snapshot);
        }

        OpenEntry[] ready = [.. some.Where(static o => !o.IsSettled)];
        if (ready.Length == 0)
        {
            return;
        }

        var endedBy = await new BulkSender(plan, ready)
            .SendAsync(RoutesOf(ready, snapshot), cancellationToken)
            .ConfigureAwait(false);
        if (endedBy is null or MergeNotAppliedException || !endedBy.EndsTheRun)
        {
            await new BulkProof(plan)
                .ProveAsync(
                    [.. ready.Where(static o => o is { IsAnnounced: true, IsSettled: false })],
                    endedBy,
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        if (endedBy is not null)
        {
            throw endedBy;
        }
    }

    private IReadOnlyList<Routed> RoutesOf(IEnumerable<OpenEntry> ready, AccountSnapshot snapshot) =>
        new RoutePlanner(account.Field, snapshot.PagesOfAll) { PrefersJobs = true }.Plan([
            .. ready.Select(static o => new Draft
            {
                Position = o.Position,
                Action = o.Entry.Action,
                Plan = o.Plan,
                Changes = o.Changes,
                ContactId = o.Entry.ContactId,
                Routes = o.Entry.Routes,
                Through = o.Entry.Through,
            }),
        ]);

    /// <summary>Settles the entry if it must not be written; otherwise plans its changes.</summary>
    private void Judge(OpenEntry open, AccountSnapshot snapshot)
    {
        var entry = open.Entry;
        if (snapshot.TroubleWith(entry.ContactId!) is { } trouble)
        {
            plan.Ledger.Settle(open, RowOutcome.Failed, trouble.Message, trouble);
        }
        else if (snapshot.ById(entry.ContactId!) is not { } now)
        {
            plan.Ledger.Settle(open, RowOutcome.Stale, "the account no longer shows the contact");
        }
        else if (PlanJudge.IsDone(entry, now))
        {
            SettleDone(open, now);
        }
        else if (PlanJudge.Stale(entry, now, open.Doubt is not null) is { } why)
        {
            plan.Ledger.Settle(open, RowOutcome.Stale, $"{entry.Email ?? entry.ContactId} {why}");
        }
        else
        {
            open.Before = now;
            if (entry.Action != PlanAction.Delete)
            {
                PlanChanges(open, now);
            }
        }
    }

    private void SettleDone(OpenEntry open, JsonObject now)
    {
        if (open.Doubt is null)
        {
            plan.Ledger.Settle(open, RowOutcome.Unchanged, "the contact is as planned already");
            return;
        }

        // The process that wrote it was interrupted before it compared the contact.
        var entry = open.Entry;
        if (entry.Action != PlanAction.Delete && PlanJudge.Stale(entry, now, inDoubt: true) is { } beside)
        {
            open.Remarks.Add($"{entry.Email ?? entry.ContactId} {beside}. The plan did not ask for that.");
        }

        plan.Ledger.Settle(open, RowOutcome.Applied, null);
    }

    private void PlanChanges(OpenEntry open, JsonObject now)
    {
        try
        {
            open.Plan = PlanJudge.PlanFor(
                open.Entry,
                ContactGateway.CheckedOf(now, $"the contact {open.Entry.ContactId}"),
                plan.Header.Merge
            );
            if (open.Plan.Suppressed is { } held)
            {
                plan.Ledger.Settle(open, RowOutcome.Suppressed, held);
            }
        }
        catch (CcException e) when (!e.EndsTheRun)
        {
            plan.Ledger.Settle(open, RowOutcome.Failed, e.Message, e);
        }
    }
}
