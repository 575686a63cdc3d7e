using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// The lists, tags or custom fields that a run is to delete, and the outcome of each: their place in the account of the
/// run.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="kind">The kind of the items, such as <c>tag</c>.</param>
/// <param name="numbered">The items came from the pipeline, and are rows.</param>
public sealed class DeletionAccount(OpenRun run, string kind, bool numbered)
{
    private const string Removed = "Removed";

    private readonly List<(long Position, string Key, string Id, string Name)> _items = [];
    private readonly Queue<(long Position, string Key, string Id, string Name)> _unannounced = new();
    private long _position;
    private string _key = "";

    /// <summary>The items that are to be deleted, each once.</summary>
    public IReadOnlyList<(string Id, string Name)> Items => [.. _items.Select(static item => (item.Id, item.Name))];

    /// <summary>The next item was given.</summary>
    /// <returns>True if its outcome is known from an earlier process, so that nothing is to be done.</returns>
    /// <exception cref="InvalidInputException"><c>CcRunDiffers</c>: the run was given another item at this
    /// place.</exception>
    public bool IsKnown(string given)
    {
        _key = RowLedger.HashOf($"{kind}\0{given.Trim().ToLowerInvariant()}");
        return run.Ledger.Read(run.RunId, ++_position, _key, numbered ? _position : null) is not null;
    }

    /// <summary>The item was found, and may be deleted.</summary>
    /// <returns>False if it was given before.</returns>
    public bool Add(string id, string name)
    {
        if (_items.Exists(item => item.Id == id))
        {
            Settle(_position, _key, id, name, "Unchanged", "the input names this item before", null, null);
            return false;
        }

        _items.Add((_position, _key, id, name));
        _unannounced.Enqueue(_items[_items.Count - 1]);
        return true;
    }

    /// <summary>The item was declined.</summary>
    public void Decline(string id, string name) =>
        Settle(_position, _key, id, name, RowOutcome.NotAttempted, "declined", null, null);

    /// <summary>The item was not found.</summary>
    /// <returns>True if an earlier process deleted it.</returns>
    public bool Fail(string given, CcException error)
    {
        if (run.Ledger.Doubt(_position) is { } doubt && error.ErrorId is "CcUnknownName" or "CcNotFound")
        {
            var change = doubt.Changes.Count > 0 ? doubt.Changes[0] : null;
            Settle(_position, _key, change?.Key, change?.Old ?? given, Removed, null, null, null);
            return true;
        }

        Settle(_position, _key, null, given, RowOutcome.Failed, error.Message, error, null);
        return false;
    }

    /// <summary>Saves the deletions of the next request before it leaves.</summary>
    /// <param name="count">The number of items that the request deletes.</param>
    /// <exception cref="RunNotWritableException">The request must not be sent.</exception>
    public void Announce(int count)
    {
        List<RowChange> changes = [];
        for (var i = 0; i < count && _unannounced.Count > 0; i++)
        {
            var (position, key, id, name) = _unannounced.Dequeue();
            changes.Add(
                new RowChange
                {
                    Position = position,
                    Key = key,
                    Write = $"delete-{kind}",
                    Changes = [Change(id, name)],
                }
            );
        }

        run.Ledger.Announce(changes);
    }

    /// <summary>Saves the outcome of every item, from the jobs that deleted them in order.</summary>
    public void Settle(BulkSummary summary)
    {
        var at = 0;
        foreach (var job in summary.Jobs)
        {
            foreach (var (position, key, id, name) in _items.Skip(at).Take(job.Items ?? 0))
            {
                var (outcome, reason) = OutcomeOf(job);
                Settle(position, key, id, name, outcome, reason, job.ToException(), job.ActivityId);
            }

            at += job.Items ?? 0;
        }
    }

    private static (string Outcome, string? Reason) OutcomeOf(ActivityJobResult job) =>
        job.State switch
        {
            // The service does not say which items of a job it left out.
            ActivityJobState.Completed when job.NotDone > 0 || job.Doubtful > 0 => (RowOutcome.Unknown, job.Message),
            ActivityJobState.Completed => (Removed, null),
            ActivityJobState.Failed => (RowOutcome.Failed, job.Message),
            ActivityJobState.NotAttempted => (RowOutcome.NotAttempted, job.Message ?? "not sent"),
            _ => (RowOutcome.Unknown, job.Message ?? "the command ended before the service had finished"),
        };

    private ContactChange Change(string? id, string name) => new(kind, id, null, name, null);

    private void Settle(
        long position,
        string key,
        string? id,
        string name,
        string outcome,
        string? reason,
        CcException? error,
        string? activityId
    ) =>
        run.Ledger.Settle(
            new RowOutcome
            {
                Position = position,
                Key = key,
                Row = numbered ? position : null,
                Outcome = outcome,
                Reason = reason,
                ErrorId = outcome == RowOutcome.Failed ? error?.ErrorId ?? "CcActivityFailed" : null,
                Remedy = error?.RecommendedAction,
                Changes = outcome == Removed ? [Change(id, name)] : [],
                ActivityId = activityId,
                Cells = [new("name", name), new("id", id ?? "")],
            }
        );
}
