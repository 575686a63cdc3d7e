using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Json;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates.Updating;

/// <summary>
/// Deletes contacts: a few by single requests, more by activities of 500. First call <see cref="ResolveAsync"/>, then
/// <see cref="SendAsync"/> for the contacts that the caller confirmed.
/// </summary>
public sealed class RemovalRun
{
    /// <summary>Up to this number, contacts are deleted by single requests, which take effect immediately.</summary>
    public const int MaxSingleDeletions = 5;

    private const int Attempts = 3;

    private readonly ActivityJobRun _jobs;
    private readonly ApiClient _client;
    private readonly OpenRun? _run;
    private Dictionary<string, ContactRemoval> _sending = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyList<ContactRemoval> _all = [];
    private long _lookedAt;

    public RemovalRun(
        ApiClient client,
        IApiObserver? observer,
        TimeSpan timeout,
        Action<int, int>? progress = null,
        OpenRun? run = null
    )
    {
        _run = run;
        _jobs = new ActivityJobRun(client, observer)
        {
            Timeout = timeout,
            Progress = progress,
            Sending = job => Announce(job.ContactIds!),
        };
        _client = _jobs.Client;
    }

    /// <summary>
    /// Reads each contact right before it is deleted, so that the deletion can be undone. Without it, only contacts
    /// that are named by address are read, to find their ids.
    /// </summary>
    public bool Undoable { get; init; }

    /// <summary>The number of requests so far.</summary>
    public long Requests => _jobs.RequestsUsed;

    /// <summary>Finds the ids of contacts named by address, and settles those that need no request.</summary>
    /// <exception cref="CcException">No further contact can be looked up.</exception>
    public async Task ResolveAsync(IReadOnlyList<ContactRemoval> removals, CancellationToken cancellationToken)
    {
        _all = removals;
        RestoreOutcomes();
        (ContactRemoval Removal, RequestedMember Member)[] byEmail =
        [
            .. removals
                .Where(static r => r.ContactId is null && r.Outcome == RemovalOutcome.NotAttempted)
                .Select(static r => (r, RequestedMember.ByEmail(r.Input, r.Email!))),
        ];
        var lookup = new MemberLookup(_client, consent: null) { Include = ContactMembers.SubResources };
        var missing = await lookup
            .LookAsync([.. byEmail.Select(static one => one.Member)], cancellationToken)
            .ConfigureAwait(false);
        foreach (var (removal, member) in byEmail)
        {
            if (missing.TryGetValue(member, out var error))
            {
                removal.End(RemovalOutcome.Failed, error: error);
                continue;
            }

            var contact = lookup.Found(member)!;
            removal.ContactId = contact.ContactId;
            removal.Before = contact.ToJson();
            if (contact.IsDeleted)
            {
                SettleDeleted(removal);
            }
        }

        _lookedAt = _client.Time.GetTimestamp();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var removal in removals.Where(r => r.IsOpen && !seen.Add(r.ContactId!)))
        {
            removal.End(RemovalOutcome.Unchanged, "the input names this contact more than once");
        }
    }

    /// <summary>The request line that <see cref="SendAsync"/> would send, for display.</summary>
    public string RequestLine(ContactRemoval removal, int openCount) =>
        openCount <= MaxSingleDeletions
            ? $"DELETE {_client.BaseUri.AbsolutePath.TrimEnd('/')}/contacts/{removal.ContactId}"
            : $"POST {_client.BaseUri.AbsolutePath.TrimEnd('/')}/activities/contact_delete, among "
                + $"{Math.Min(openCount, ActivityJobs.ContactsPerJob)} contact_ids: {removal.ContactId}";

    /// <summary>Deletes the contacts. Failures are stored in the removals.</summary>
    /// <returns>The error that ended the run early. Null if there is none.</returns>
    /// <exception cref="CcException">The contacts could not be read. Nothing was deleted.</exception>
    public async Task<CcException?> SendAsync(
        IReadOnlyList<ContactRemoval> removals,
        CancellationToken cancellationToken
    )
    {
        await ReadAsync([.. removals.Where(r => r.IsOpen)], cancellationToken).ConfigureAwait(false);
        List<ContactRemoval> open = [.. removals.Where(r => r.IsOpen)];
        _sending = open.ToDictionary(static r => r.ContactId!, StringComparer.OrdinalIgnoreCase);
        return open.Count <= MaxSingleDeletions
            ? await SendSinglyAsync(open, cancellationToken).ConfigureAwait(false)
            : await SendJobsAsync(open, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records the outcome of every contact, for the report and for resuming.</summary>
    public void RecordOutcomes()
    {
        foreach (var removal in _all)
        {
            Settle(removal);
        }
    }

    /// <summary>Restores the outcomes that an earlier process recorded, and marks the contacts in doubt.</summary>
    private void RestoreOutcomes()
    {
        for (var i = 0; i < _all.Count && _run is not null; i++)
        {
            var removal = _all[i];
            removal.Position = i + 1;
            if (_run.Ledger.Read(_run.RunId, i + 1, removal.Key, removal.Row) is { } known)
            {
                removal.ContactId = known.ContactId;
                removal.ActivityId = known.ActivityId;
                removal.End(known.Outcome, known.Reason, known.ToException());
            }

            removal.IsInDoubt = _run.Ledger.Doubt(i + 1) is not null;
        }
    }

    private static void SettleDeleted(ContactRemoval removal) =>
        removal.End(
            removal.IsInDoubt ? RemovalOutcome.Removed : RemovalOutcome.Unchanged,
            removal.IsInDoubt ? null : "deleted before"
        );

    /// <summary>Reads the contacts whose state is not known or may have changed during a question.</summary>
    private async Task ReadAsync(IReadOnlyList<ContactRemoval> removals, CancellationToken cancellationToken)
    {
        if (_client.Time.GetElapsedTime(_lookedAt) > ConsentGuard.Freshness)
        {
            foreach (var removal in removals)
            {
                removal.Before = null;
            }
        }

        (ContactRemoval Removal, RequestedMember Member)[] unknown =
        [
            .. removals
                .Where(r => Undoable && r.Before is null)
                .Select(static r => (r, RequestedMember.ById(r.Input, r.ContactId!))),
        ];
        var lookup = new MemberLookup(_client, consent: null)
        {
            Include = ContactMembers.SubResources,
            ReadsAll = true,
        };
        await lookup.LookAsync([.. unknown.Select(static u => u.Member)], cancellationToken).ConfigureAwait(false);
        foreach (var (removal, member) in unknown)
        {
            // The deletion itself finds out about a contact that does not exist.
            var contact = lookup.Found(member);
            removal.Before = contact?.ToJson();
            if (contact is { IsDeleted: true })
            {
                SettleDeleted(removal);
            }
        }
    }

    private void Announce(IReadOnlyList<string> ids) =>
        _run?.Ledger.Announce(
            ids.Select(id => _sending[id])
                .Select(static removal => new RowChange
                {
                    Position = removal.Position,
                    Key = removal.Key,
                    Write = RowChange.Delete,
                    Changes = removal.Before is { } before ? ContactDiff.Between(before, []) : [],
                    KnowsOld = removal.Before is not null,
                    ContactId = removal.ContactId,
                    Email = removal.Email ?? (removal.Before is { } read ? new Contact(read).EmailAddress : null),
                })
        );

    private void Settle(ContactRemoval removal)
    {
        if (removal.Outcome == RemovalOutcome.Previewed)
        {
            return;
        }

        _run?.Ledger.Settle(
            new RowOutcome
            {
                Position = removal.Position,
                Key = removal.Key,
                Row = removal.Row,
                Email = removal.Email,
                ContactId = removal.ContactId,
                Outcome = removal.Outcome.ToString(),
                Reason = removal.Reason,
                ErrorId = removal.ErrorId,
                Remedy = removal.Error?.RecommendedAction,
                ActivityId = removal.ActivityId,
            }
        );
    }

    private async Task<CcException?> SendSinglyAsync(List<ContactRemoval> open, CancellationToken cancellationToken)
    {
        foreach (var removal in open)
        {
            try
            {
                await DeleteAsync(removal, cancellationToken).ConfigureAwait(false);
                Settle(removal);
            }
            catch (CcException e) when (e.EndsTheRun)
            {
                foreach (var rest in open.Where(r => r.IsOpen))
                {
                    rest.Reason = e.Message;
                }

                return e;
            }
            catch (CcException e)
            {
                removal.End(e.MayHaveArrived ? RemovalOutcome.Unknown : RemovalOutcome.Failed, error: e);
            }
        }

        return null;
    }

    private async Task DeleteAsync(ContactRemoval removal, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Announce([removal.ContactId!]);
                await _client
                    .SendAsync(ContactsApi.Delete(removal.ContactId!), cancellationToken)
                    .ConfigureAwait(false);
                removal.End(RemovalOutcome.Removed);
                return;
            }
            catch (NotFoundException)
            {
                // The service also answers a second deletion this way. This look-up throws if the contact does not
                // exist.
                if ((await LookAsync(removal, cancellationToken).ConfigureAwait(false)).IsDeleted)
                {
                    SettleDeleted(removal);
                    return;
                }

                throw;
            }
            catch (CcException e) when (e.MayHaveArrived && attempt < Attempts)
            {
                if ((await LookAsync(removal, cancellationToken).ConfigureAwait(false)).IsDeleted)
                {
                    removal.End(RemovalOutcome.Removed, "the answer was lost; the contact was read back");
                    return;
                }
            }
        }
    }

    private async Task<Contact> LookAsync(ContactRemoval removal, CancellationToken cancellationToken) =>
        new(await _client.SendAsync(ContactsApi.ById(removal.ContactId!, []), cancellationToken).ConfigureAwait(false));

    private async Task<CcException?> SendJobsAsync(List<ContactRemoval> open, CancellationToken cancellationToken)
    {
        var jobs = ActivityJobs.DeleteContacts([.. open.Select(r => r.ContactId!)]);
        var summary = await _jobs
            .SendAsync(new BulkTally { Operation = "Delete contacts", ItemsIn = open.Count }, jobs, cancellationToken)
            .ConfigureAwait(false);
        List<ContactRemoval> doubtful = [];
        foreach (var (job, result) in jobs.Zip(summary.Jobs, static (job, result) => (job, result)))
        {
            ContactRemoval[] removals = [.. job.ContactIds!.Select(id => _sending[id])];
            foreach (var removal in removals)
            {
                removal.ActivityId = result.ActivityId;
                Settle(removal, result, summary.ToException());
            }

            if (result.NotDone > 0 || result.Doubtful > 0)
            {
                doubtful.AddRange(removals);
            }
        }

        if (doubtful.Count > 0)
        {
            await FindNonexistentAsync(doubtful, cancellationToken).ConfigureAwait(false);
        }

        return summary.ToException();
    }

    private static void Settle(ContactRemoval removal, ActivityJobResult job, CcException? endedBy)
    {
        switch (job.State)
        {
            case ActivityJobState.Completed:
                removal.End(RemovalOutcome.Removed);
                break;
            case ActivityJobState.Failed:
                removal.End(
                    RemovalOutcome.Failed,
                    job.Message,
                    job.ToException() ?? new ActivityFailedException(job.Message!, job.ActivityId)
                );
                break;
            case ActivityJobState.NotAttempted:
                removal.End(RemovalOutcome.NotAttempted, job.Message ?? endedBy?.Message);
                break;
            case ActivityJobState.Pending:
                removal.End(
                    RemovalOutcome.Unknown,
                    "The service has the job, but its outcome is not known: "
                        + $"{(endedBy?.Message ?? "it was not finished in time").TrimEnd('.')}. To ask again later: "
                        + $"Get-CcActivity {job.ActivityId}."
                );
                break;
            default:
                removal.End(RemovalOutcome.Unknown, job.Message);
                break;
        }
    }

    /// <summary>
    /// A job counted fewer contacts than it was given and does not say which are missing. A contact that is not in the
    /// list of deleted contacts does not exist.
    /// </summary>
    private async Task FindNonexistentAsync(List<ContactRemoval> doubtful, CancellationToken cancellationToken)
    {
        var deleted = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        try
        {
            await ContactStatusReader
                .ReadAsync(
                    _client,
                    ConsentStatus.Deleted,
                    json => deleted.Add(new Contact(json).ContactId ?? string.Empty),
                    cancellationToken
                )
                .ConfigureAwait(false);
        }
        catch (CcException e)
        {
            doubtful.ForEach(r =>
                r.End(
                    RemovalOutcome.Unknown,
                    "the job counted fewer contacts than it was given, and the deleted ones could not be read: "
                        + $"{e.Message}"
                )
            );
            return;
        }

        foreach (var removal in doubtful.Where(r => !deleted.Contains(r.ContactId!)))
        {
            removal.End(RemovalOutcome.Failed, error: NotFoundException.ContactWithId(removal.ContactId!));
        }
    }
}
