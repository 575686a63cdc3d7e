using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>
/// Applies the entries that take a PUT or a POST, as a run of updates: each contact is looked up, compared with the
/// plan, written, and its answer compared.
/// </summary>
internal sealed class PutApply(PlanUnderway plan)
{
    public async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var some = plan.Ledger.Waiting;
        if (some.Count == 0)
        {
            return;
        }

        var guide = new PlanGuide(count => plan.Progress?.Invoke(PlanPhase.Writing, count, some.Count), plan.Note);
        var options = new UpdateOptions { Merge = plan.Header.Merge, CreateMissing = true };
        var updates = new UpdateRun(
            plan.Client,
            plan.Names,
            options,
            guide,
            plan.Meter,
            plan.Client.Time,
            null,
            plan.Ledger.Rows
        );
        try
        {
            await updates.RunAsync(RowsAsync(some), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // The run of updates settles its rows itself, but it may have ended before it read all of them.
            HashSet<long> known = [.. plan.Ledger.Rows.Outcomes.Select(static o => o.Position)];
            foreach (var open in some)
            {
                open.IsSettled = known.Contains(open.Position);
            }
        }
    }

    private async IAsyncEnumerable<UpdateRow> RowsAsync(IReadOnlyList<OpenEntry> some)
    {
        foreach (var open in some)
        {
            await Task.Yield();
            var entry = open.Entry;
            yield return new UpdateRow
            {
                Number = entry.Row,
                Email = entry.Action == PlanAction.Create ? entry.Email : null,
                ContactId = entry.ContactId,
                Planned = new PlannedWrite(
                    entry.Position,
                    entry.Key,
                    entry.Email,
                    new ResolvedPatch(entry.Patch, new PatchNames(entry.Patch, plan.Header.Names.Choices)),
                    now => PlanJudge.Stale(entry, now, open.Doubt is not null)
                ),
            };
        }
    }
}
