using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Sync;

/// <summary>
/// Deletes contacts: a handful by a request each, more by activities of 500. First <see cref="ResolveAsync"/>, then, for whom
/// the caller wants deleted, <see cref="SendAsync"/>.
/// </summary>
public sealed class RemovalRun
{
    /// <summary>So many are deleted one by one, which takes effect at once.</summary>
    public const int Handful = 5;

    /// <summary>Up to so many addresses are asked for one by one, whatever the account's size.</summary>
    private const int FewAddresses = 20;

    private const int LargestPage = 500;

    private const int Attempts = 3;

    private readonly ApiClient _client;
    private readonly RunMeter _meter;
    private readonly ContactGateway _gateway;
    private readonly TimeSpan _timeout;

    public RemovalRun(ApiClient client, IApiObserver? observer, TimeSpan timeout)
    {
        _meter = new RunMeter(observer);
        _client = client.Observed(_meter);
        _gateway = new ContactGateway(_client, client.Time);
        _timeout = timeout;
    }

    /// <summary>Told how many contacts are done of how many; must return at once.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>So far.</summary>
    public long Requests => _meter.Requests;

    /// <summary>Finds the ids of those who were named by address, and settles who needs no request.</summary>
    /// <exception cref="CcException">Nobody could be looked up any more.</exception>
    public async Task ResolveAsync(IReadOnlyList<ContactRemoval> removals, CancellationToken cancellationToken)
    {
        List<ContactRemoval> byEmail = [.. removals.Where(r => r.ContactId is null && r.Outcome == RemovalOutcome.NotAttempted)];
        if (byEmail.Count > FewAddresses)
        {
            byEmail = await ReadThroughAsync(byEmail, cancellationToken).ConfigureAwait(false);
        }

        foreach (ContactRemoval removal in byEmail)
        {
            try
            {
                Found(removal, (await _gateway.FindByEmailAsync(removal.Email!, cancellationToken).ConfigureAwait(false))?.Json);
            }
            catch (CcException e) when (!e.EndsTheRun)
            {
                removal.End(RemovalOutcome.Failed, error: e);
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
        : $"POST {_client.BaseUri.AbsolutePath.TrimEnd('/')}/activities/contact_delete, among {Math.Min(openOnes, BulkJobs.IdsPerJob)} contact_ids: {removal.ContactId}";

    /// <summary>Deletes them. Failures stand in the removals.</summary>
    /// <returns>What ended the run early; null where nothing did.</returns>
    public async Task<CcException?> SendAsync(IReadOnlyList<ContactRemoval> removals, CancellationToken cancellationToken)
    {
        List<ContactRemoval> open = [.. removals.Where(r => r.IsOpen)];
        return open.Count <= Handful
            ? await SendSinglyAsync(open, cancellationToken).ConfigureAwait(false)
            : await SendJobsAsync(open, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CcException?> SendSinglyAsync(List<ContactRemoval> open, CancellationToken cancellationToken)
    {
        foreach (ContactRemoval removal in open)
        {
            try
            {
                await DeleteAsync(removal, cancellationToken).ConfigureAwait(false);
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
                await _client.SendAsync(ContactsApi.Delete(removal.ContactId!), cancellationToken).ConfigureAwait(false);
                removal.End(RemovalOutcome.Removed);
                return;
            }
            catch (NotFoundException)
            {
                // So answers the service a second deletion too. This look throws where there is no such contact at all.
                if ((await LookAsync(removal, cancellationToken).ConfigureAwait(false)).IsDeleted)
                {
                    removal.End(RemovalOutcome.Unchanged, "deleted before");
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
        IReadOnlyList<BulkJob> jobs = await new BulkJobs(_client, _timeout) { Progress = Progress }
            .RunAsync([.. open.Select(r => r.ContactId!)], ActivitiesApi.DeleteContacts, cancellationToken).ConfigureAwait(false);
        foreach (BulkJob job in jobs)
        {
            foreach (ContactRemoval removal in job.Ids.Select(id => byId[id]))
            {
                removal.ActivityId = job.ActivityId;
                (RemovalOutcome outcome, CcException? error) = job.State switch
                {
                    BulkJobState.Completed => (RemovalOutcome.Removed, null),
                    BulkJobState.Failed => (RemovalOutcome.Failed, job.Error ?? Ended(job)),
                    BulkJobState.NotAttempted => (RemovalOutcome.NotAttempted, (CcException?)null),
                    _ => (RemovalOutcome.Unknown, null),
                };
                removal.End(outcome, job.Message, error);
            }
        }

        List<BulkJob> short_ = [.. jobs.Where(j => j.NotCounted > 0)];
        if (short_.Count > 0)
        {
            await TellApartAsync([.. short_.SelectMany(j => j.Ids).Select(id => byId[id])], cancellationToken).ConfigureAwait(false);
        }

        return jobs.Select(j => j.Error).FirstOrDefault(e => e is { EndsTheRun: true })
            ?? jobs.Where(j => j.State == BulkJobState.NotAttempted).Select(j => j.Error).FirstOrDefault();
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
            removal.End(RemovalOutcome.Failed, error: new NotFoundException($"There is no contact {removal}, also not a deleted one."));
        }
    }

    /// <returns>Those who are still to be asked for one by one.</returns>
    private async Task<List<ContactRemoval>> ReadThroughAsync(List<ContactRemoval> byEmail, CancellationToken cancellationToken)
    {
        ILookup<string, ContactRemoval> wanted = byEmail.ToLookup(r => r.Email!, StringComparer.OrdinalIgnoreCase);
        var query = new ContactQuery { Status = ["all"], Include = [], IncludeCount = true };
        await foreach (Page page in _client.PagesAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false))
        {
            foreach (JsonObject json in page.Items)
            {
                foreach (ContactRemoval removal in wanted[new Contact(json).EmailAddress ?? string.Empty])
                {
                    Found(removal, json);
                }
            }

            // The first page tells how large the account is: reading on must cost less than asking for each.
            if (page.TotalCount is { } count && count / LargestPage > byEmail.Count(r => r.ContactId is null))
            {
                return [.. byEmail.Where(r => r.ContactId is null)];
            }
        }

        foreach (ContactRemoval removal in byEmail.Where(r => r.ContactId is null))
        {
            Found(removal, null);
        }

        return [];
    }

    private static void Found(ContactRemoval removal, JsonObject? json)
    {
        if (json is null)
        {
            removal.End(RemovalOutcome.Failed, error: new NotFoundException($"There is no contact with the address '{removal.Email}', also not a deleted one.", "Check the spelling. A contact that has only a phone number is named by its id."));
            return;
        }

        var contact = new Contact(json);
        removal.ContactId = contact.ContactId;
        if (contact.IsDeleted)
        {
            removal.End(RemovalOutcome.Unchanged, "deleted before");
        }
    }

    private static UnexpectedResponseException Ended(BulkJob job) => new(job.Message ?? $"The activity {job.ActivityId} failed.");
}
