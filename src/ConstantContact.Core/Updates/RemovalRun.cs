using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Json;
using ConstantContact.Core.Runs;

namespace ConstantContact.Core.Updates;

/// <summary>
/// Deletes contacts: a handful by a request each, more by activities of 500. First <see cref="ResolveAsync"/>, then, for whom
/// the caller wants deleted, <see cref="SendAsync"/>.
/// </summary>
public sealed class RemovalRun
{
    /// <summary>So many are deleted one by one, which takes effect at once.</summary>
    public const int Handful = 5;

    private const int Attempts = 3;

    private readonly ActivityJobRun _jobs;
    private readonly ApiClient _client;
    private readonly OpenRun? _run;
    private Dictionary<string, ContactRemoval> _sending = new(StringComparer.OrdinalIgnoreCase);
    private IReadOnlyList<ContactRemoval> _all = [];

    public RemovalRun(ApiClient client, IApiObserver? observer, TimeSpan timeout, Action<int, int>? progress = null, OpenRun? run = null)
    {
        _run = run;
        _jobs = new ActivityJobRun(client, observer) { Timeout = timeout, Progress = progress, Sending = job => Announce(job.ContactIds ?? []) };
        _client = _jobs.Client;
    }

    /// <summary>So far.</summary>
    public long Requests => _jobs.RequestsUsed;

    /// <summary>Finds the ids of those who were named by address, and settles who needs no request.</summary>
    /// <exception cref="CcException">Nobody could be looked up any more.</exception>
    public async Task ResolveAsync(IReadOnlyList<ContactRemoval> removals, CancellationToken cancellationToken)
    {
        _all = removals;
        Recall();
        (ContactRemoval Removal, MemberWish Wish)[] byEmail =
        [
            .. removals.Where(static r => r.ContactId is null && r.Outcome == RemovalOutcome.NotAttempted).Select(static r => (r, MemberWish.ByEmail(r.Input, r.Email!))),
        ];
        var lookup = new MemberLookup(_client, consent: null);
        IReadOnlyDictionary<MemberWish, CcException> missing = await lookup.LookAsync([.. byEmail.Select(static one => one.Wish)], cancellationToken).ConfigureAwait(false);
        foreach ((ContactRemoval removal, MemberWish wish) in byEmail)
        {
            if (missing.TryGetValue(wish, out CcException? error))
            {
                removal.End(RemovalOutcome.Failed, error: error);
                continue;
            }

            Contact contact = lookup.Found(wish)!;
            removal.ContactId = contact.ContactId;
            if (contact.IsDeleted)
            {
                EndDeleted(removal);
            }
        }

        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (ContactRemoval removal in removals.Where(r => r.IsOpen && !seen.Add(r.ContactId!)))
        {
            removal.End(RemovalOutcome.Unchanged, "the input names this contact before");
        }
    }

    /// <summary>
    /// What <see cref="SendAsync"/> would send for these, for showing: the request line for each in order.
    /// </summary>
    public string RequestLine(ContactRemoval removal, int openOnes) => openOnes <= Handful
        ? $"DELETE {_client.BaseUri.AbsolutePath.TrimEnd('/')}/contacts/{removal.ContactId}"
        : $"POST {_client.BaseUri.AbsolutePath.TrimEnd('/')}/activities/contact_delete, among {Math.Min(openOnes, ActivityJobs.ContactsPerJob)} contact_ids: {removal.ContactId}";

    /// <summary>Deletes them. Failures stand in the removals.</summary>
    /// <returns>What ended the run early; null where nothing did.</returns>
    public async Task<CcException?> SendAsync(IReadOnlyList<ContactRemoval> removals, CancellationToken cancellationToken)
    {
        List<ContactRemoval> open = [.. removals.Where(r => r.IsOpen)];
        _sending = open.ToDictionary(static r => r.ContactId!, StringComparer.OrdinalIgnoreCase);
        return open.Count <= Handful
            ? await SendSinglyAsync(open, cancellationToken).ConfigureAwait(false)
            : await SendJobsAsync(open, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes down what became of everybody, for the report and for going on.</summary>
    public void Account()
    {
        foreach (ContactRemoval removal in _all)
        {
            Settle(removal);
        }
    }

    /// <summary>Whose outcome an earlier process learned, and who is in doubt.</summary>
    private void Recall()
    {
        for (int i = 0; i < _all.Count && _run is not null; i++)
        {
            ContactRemoval removal = _all[i];
            removal.Position = i + 1;
            if (_run.Ledger.Read(_run.RunId, i + 1, removal.Key, removal.Row) is { } known)
            {
                removal.ContactId = known.ContactId;
                removal.ActivityId = known.ActivityId;
                removal.End(
                    known.Outcome,
                    known.Reason,
                    known.ErrorId is { } id ? new InvalidInputException(id, known.Reason ?? known.Outcome, known.Remedy ?? "") : null);
            }

            removal.IsInDoubt = _run.Ledger.Doubt(i + 1) is not null;
        }
    }

    private static void EndDeleted(ContactRemoval removal) =>
        removal.End(removal.IsInDoubt ? RemovalOutcome.Removed : RemovalOutcome.Unchanged, removal.IsInDoubt ? null : "deleted before");

    private void Announce(IReadOnlyList<string> ids) => _run?.Ledger.Announce(ids.Where(_sending.ContainsKey).Select(id => new RowChange
    {
        Position = _sending[id].Position,
        Key = _sending[id].Key,
        Write = "delete",
        ContactId = id,
        Email = _sending[id].Email,
    }));

    private void Settle(ContactRemoval removal)
    {
        if (removal.Outcome == RemovalOutcome.Previewed)
        {
            return;
        }

        _run?.Ledger.Settle(new RowOutcome
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
        });
    }

    private async Task<CcException?> SendSinglyAsync(List<ContactRemoval> open, CancellationToken cancellationToken)
    {
        foreach (ContactRemoval removal in open)
        {
            try
            {
                await DeleteAsync(removal, cancellationToken).ConfigureAwait(false);
                Settle(removal);
            }
            catch (CcException e) when (e.EndsTheRun)
            {
                foreach (ContactRemoval rest in open.Where(r => r.IsOpen))
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
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Announce([removal.ContactId!]);
                await _client.SendAsync(ContactsApi.Delete(removal.ContactId!), cancellationToken).ConfigureAwait(false);
                removal.End(RemovalOutcome.Removed);
                return;
            }
            catch (NotFoundException)
            {
                // So answers the service a second deletion too. This look throws where there is no such contact at all.
                if ((await LookAsync(removal, cancellationToken).ConfigureAwait(false)).IsDeleted)
                {
                    EndDeleted(removal);
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
        Dictionary<string, ContactRemoval> byId = open.ToDictionary(r => r.ContactId!, StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<ActivityJob> jobs = ActivityJobs.DeleteContacts([.. open.Select(r => r.ContactId!)]);
        BulkSummary summary = await _jobs.SendAsync(new BulkTally { Operation = "Delete contacts", ItemsIn = open.Count }, jobs, cancellationToken).ConfigureAwait(false);
        List<ContactRemoval> doubtful = [];
        foreach ((ActivityJob job, ActivityJobResult result) in jobs.Zip(summary.Jobs, static (job, result) => (job, result)))
        {
            ContactRemoval[] removals = [.. job.ContactIds!.Select(id => byId[id])];
            foreach (ContactRemoval removal in removals)
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
            await TellApartAsync(doubtful, cancellationToken).ConfigureAwait(false);
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
                removal.End(RemovalOutcome.Failed, job.Message, job.ToException() ?? new ActivityFailedException(job.Message!, job.ActivityId));
                break;
            case ActivityJobState.NotAttempted:
                removal.End(RemovalOutcome.NotAttempted, job.Message ?? endedBy?.Message);
                break;
            case ActivityJobState.Pending:
                removal.End(
                    RemovalOutcome.Unknown,
                    $"The service has the job, but its outcome is not known: {(endedBy?.Message ?? "it was not finished in time").TrimEnd('.')}. To ask again later: Get-CcActivity {job.ActivityId}.");
                break;
            default:
                removal.End(RemovalOutcome.Unknown, job.Message);
                break;
        }
    }

    /// <summary>
    /// A job counted fewer contacts than it was given and does not say which it left out. The list of deleted contacts does:
    /// whoever is not on it does not exist.
    /// </summary>
    private async Task TellApartAsync(List<ContactRemoval> doubtful, CancellationToken cancellationToken)
    {
        HashSet<string> deleted = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            await ConsentCensus.ReadAsync(_client, ConsentStatus.Deleted, json => deleted.Add(new Contact(json).ContactId ?? string.Empty), cancellationToken).ConfigureAwait(false);
        }
        catch (CcException e)
        {
            doubtful.ForEach(r => r.End(RemovalOutcome.Unknown, $"the job counted fewer contacts than it was given, and the deleted ones could not be read: {e.Message}"));
            return;
        }

        foreach (ContactRemoval removal in doubtful.Where(r => !deleted.Contains(r.ContactId!)))
        {
            removal.End(RemovalOutcome.Failed, error: NotFoundException.ContactWithId(removal.ContactId!));
        }
    }
}
