using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>
/// The entries of a plan in the ledger of its run: those that this process applies, and the outcome of each.
/// </summary>
internal sealed class PlanLedger(Plan plan, OpenRun run)
{
    private readonly List<OpenEntry> _open = [];

    /// <summary>The rows of the run.</summary>
    public RowLedger Rows => run.Ledger;

    /// <summary>The entries that this process applies.</summary>
    public IReadOnlyList<OpenEntry> Open => _open;

    /// <summary>Those whose outcome is not known, and whose request was not announced.</summary>
    public IReadOnlyList<OpenEntry> Waiting => [.. _open.Where(static o => !o.IsSettled && !o.IsAnnounced)];

    /// <summary>Keeps the outcomes of an earlier process, and settles the entries that need no request.</summary>
    public void Begin()
    {
        foreach (var entry in plan.Entries)
        {
            if (Rows.Read(run.RunId, entry.Position, entry.Key, entry.Row) is not null)
            {
                continue;
            }

            switch (entry.Action)
            {
                case PlanAction.Unchanged or PlanAction.Suppressed or PlanAction.Failed or PlanAction.Kept:
                    Rows.Settle(
                        OutcomeOf(entry, entry.Action, entry.Reason) with
                        {
                            ErrorId = entry.ErrorId,
                            Remedy = entry.Remedy,
                        }
                    );
                    break;
                case PlanAction.Merged:
                    break;
                default:
                    _open.Add(new OpenEntry(entry, Rows.Doubt(entry.Position)));
                    break;
            }
        }
    }

    /// <summary>
    /// Call this before a request about these entries is sent. Each entry is announced once, with all of its changes.
    /// </summary>
    public void Announce(IEnumerable<OpenEntry> entries)
    {
        OpenEntry[] some = [.. entries.Where(static o => !o.IsAnnounced)];
        if (some.Length == 0)
        {
            return;
        }

        Rows.Announce(
            some.Select(static o => new RowChange
            {
                Position = o.Position,
                Key = o.Entry.Key,
                Write = o.Entry.Action == PlanAction.Delete ? RowChange.Delete : RowChange.Update,
                ContactId = o.Entry.ContactId,
                Email = o.Entry.Email,
                Changes = o.Doubt?.Changes ?? o.Changes,
                Warnings = o.Entry.Warnings,
            })
        );
        foreach (var open in some)
        {
            open.IsAnnounced = true;
        }
    }

    /// <summary>Records the outcome of an entry.</summary>
    public void Settle(OpenEntry open, string outcome, string? reason, CcException? error = null)
    {
        open.IsSettled = true;
        Rows.Settle(
            OutcomeOf(open.Entry, outcome, reason) with
            {
                ErrorId = error?.ErrorId,
                Remedy = error?.RecommendedAction,
                Changes = Shown(open.Doubt is null ? open.Changes : open.Entry.Changes),
                Warnings = [.. open.Entry.Warnings, .. open.Remarks],
                ActivityId = open.ActivityId,
            }
        );
    }

    /// <summary>Records that the waiting entries were not attempted, and the outcomes of merged rows.</summary>
    public void End(string why)
    {
        foreach (var left in Waiting)
        {
            Settle(left, RowOutcome.NotAttempted, why);
        }

        SettleMerged();
    }

    /// <summary>A later row about the same contact has the outcome of the row that it is written with.</summary>
    private void SettleMerged()
    {
        var outcomes = Rows.Outcomes.ToDictionary(static o => o.Position);
        foreach (var entry in plan.Entries.Where(static e => e.Action == PlanAction.Merged))
        {
            if (
                entry.With is { } with
                && outcomes.TryGetValue(with, out var writer)
                && !(outcomes.TryGetValue(entry.Position, out var known) && !known.IsOpen)
            )
            {
                Rows.Settle(
                    OutcomeOf(
                        entry,
                        writer.Outcome,
                        writer.Outcome == RowOutcome.Applied ? entry.Reason : writer.Reason
                    ) with
                    {
                        ErrorId = writer.ErrorId,
                        Remedy = writer.Remedy,
                    }
                );
            }
        }
    }

    private RowOutcome OutcomeOf(PlanEntry entry, string outcome, string? reason) =>
        new()
        {
            Position = entry.Position,
            Key = entry.Key,
            Row = entry.Row,
            Email = entry.Email,
            ContactId = entry.ContactId,
            Outcome = outcome,
            Reason = reason,
            Changes = Shown(entry.Changes),
            Warnings = entry.Warnings,
            ConsentReference = plan.Header.Merge.ConsentReference,
        };

    private IReadOnlyList<ContactChange> Shown(IReadOnlyList<ContactChange> changes) =>
        [.. changes.Select(plan.Header.Names.Show)];
}
