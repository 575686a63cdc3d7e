using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// Uses lists, tags and segments as the source of a job, which takes one request for any number of contacts. If the job
/// needs consent, their deleted or unsubscribed contacts are found first and excluded: by the job's own <c>exclude</c>
/// if the service accepts one, otherwise by naming all other contacts.
/// </summary>
public sealed class SourcePlanner
{
    private const int ListsPerQuery = 25;

    private const int MostExcluded = 500;

    private readonly ApiClient _client;
    private readonly ConsentRequest? _consent;
    private readonly Dictionary<string, HeldBackMember> _held = new(StringComparer.OrdinalIgnoreCase);
    private long _pages;

    /// <param name="client">The account.</param>
    /// <param name="consent">The operation on the contacts. Null if it needs no consent.</param>
    public SourcePlanner(ApiClient client, ConsentRequest? consent)
    {
        _client = client;
        _consent = consent;
    }

    public async Task<SourcePlan> OfListsAsync(IReadOnlyList<string> listIds, CancellationToken cancellationToken)
    {
        if (_consent is null)
        {
            return Plan(ActivityJobs.OfLists(listIds));
        }

        // In chunks of the size that the query accepts.
        for (var start = 0; start < listIds.Count; start += ListsPerQuery)
        {
            await ReadAsync(
                    new ContactQuery
                    {
                        Lists = [.. listIds.Skip(start).Take(ListsPerQuery)],
                        Status = States,
                        Include = [],
                    },
                    cancellationToken
                )
                .ConfigureAwait(false);
        }

        return _held.Count <= MostExcluded
            ? Plan(ActivityJobs.OfLists(listIds), [.. _held.Keys])
            : await OthersAsync(
                    [
                        .. Enumerable
                            .Range(0, (listIds.Count + ListsPerQuery - 1) / ListsPerQuery)
                            .Select(at => new ContactQuery
                            {
                                Lists = [.. listIds.Skip(at * ListsPerQuery).Take(ListsPerQuery)],
                                Include = [],
                            }),
                    ],
                    cancellationToken
                )
                .ConfigureAwait(false);
    }

    public async Task<SourcePlan> OfTagsAsync(IReadOnlyList<string> tagIds, CancellationToken cancellationToken)
    {
        if (_consent is null)
        {
            return Plan(ActivityJobs.OfTags(tagIds));
        }

        await ReadAsync(
                new ContactQuery
                {
                    Tags = tagIds,
                    Status = States,
                    Include = [],
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return _held.Count == 0
            ? Plan(ActivityJobs.OfTags(tagIds))
            : await OthersAsync([new ContactQuery { Tags = tagIds, Include = [] }], cancellationToken)
                .ConfigureAwait(false);
    }

    /// <summary>
    /// The service accepts a segment only without other conditions, so all its contacts must be read.
    /// </summary>
    public async Task<SourcePlan> OfSegmentAsync(int segmentId, CancellationToken cancellationToken)
    {
        if (_consent is null)
        {
            return Plan([ContactSource.Segment(segmentId)]);
        }

        var others = await ReadAsync(new ContactQuery { SegmentId = segmentId }, cancellationToken)
            .ConfigureAwait(false);
        return Plan(_held.Count == 0 ? [ContactSource.Segment(segmentId)] : ActivityJobs.OfContacts(others));
    }

    private static string[] States => [ConsentStatus.Deleted, ConsentStatus.Unsubscribed];

    private async Task<SourcePlan> OthersAsync(IReadOnlyList<ContactQuery> queries, CancellationToken cancellationToken)
    {
        var others = new List<string>();
        foreach (var query in queries)
        {
            others.AddRange(await ReadAsync(query, cancellationToken).ConfigureAwait(false));
        }

        return Plan(ActivityJobs.OfContacts([.. others.Distinct(StringComparer.OrdinalIgnoreCase)]));
    }

    /// <returns>The ids of the contacts that are not left out.</returns>
    private async Task<List<string>> ReadAsync(ContactQuery query, CancellationToken cancellationToken)
    {
        var others = new List<string>();
        await foreach (
            var page in _client.PagesAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false)
        )
        {
            _pages++;
            foreach (var contact in page.Items.Select(static json => new Contact(json)))
            {
                if (contact.ContactId is not { } id)
                {
                    continue;
                }

                if (
                    ConsentGuard.Decide(ConsentSubject.Of(contact), _consent!) is
                    { Verdict: not ConsentVerdict.Go } decision
                )
                {
                    _held[id] = new HeldBackMember(id, contact.EmailAddress, decision.Reason!);
                }
                else
                {
                    others.Add(id);
                }
            }
        }

        return others;
    }

    private SourcePlan Plan(IReadOnlyList<ContactSource> sources, IReadOnlyList<string>? exclude = null) =>
        new(
            sources,
            exclude ?? [],
            [.. _held.Values],
            _pages == 0
                ? null
                : Quantity.Of(_pages, "page was", "pages were") + " read to find deleted and unsubscribed contacts"
        );
}
