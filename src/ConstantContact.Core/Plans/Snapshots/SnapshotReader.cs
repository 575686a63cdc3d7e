using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Updates;

namespace ConstantContact.Core.Plans.Snapshots;

/// <summary>
/// Reads contacts the cheaper way: pages of 500 of the whole account, or one look-up for each contact. The first page
/// says how many there are, and decides.
/// </summary>
internal sealed class SnapshotReader(ApiClient client)
{
    internal const int PageSize = 500;

    /// <summary>Look-ups on their way at the same time.</summary>
    private const int Window = 8;

    private readonly ContactGateway _gateway = new(client, client.Time);

    /// <summary>Told the contacts that were read, and how many there are to read.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>
    /// The cost of a snapshot when the page of each contact is known: the requests that <see cref="ReadAsync"/> will
    /// send.
    /// </summary>
    /// <param name="pages">The page of each contact; 0 where it is not known.</param>
    /// <param name="pagesOfAll">Pages of the whole account; null where that is not known.</param>
    public static long Cost(IReadOnlyCollection<int> pages, int? pagesOfAll)
    {
        if (pages.Count <= 1 || pagesOfAll is not { } all)
        {
            return pages.Count;
        }

        var left = pages.Count(static p => p != 1);
        return left == 0 ? 1
            : left <= all - 1 ? 1 + left
            : pages.Contains(0) ? all
            : pages.Max();
    }

    /// <exception cref="CcException">The account could not be read.</exception>
    public async Task<AccountSnapshot> ReadAsync(SnapshotWish wish, CancellationToken cancellationToken)
    {
        if (wish.List is null && wish.Count <= 1)
        {
            return await LookUpAsync(new AccountSnapshot(isPaged: false), wish, cancellationToken)
                .ConfigureAwait(false);
        }

        var snapshot = new AccountSnapshot(isPaged: true);
        var query = new ContactQuery { Status = ["all"], IncludeCount = true };
        var page = 0;
        long read = 0,
            total = 0;
        await foreach (
            var part in client.PagesAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false)
        )
        {
            page++;
            read += part.Items.Count;
            total = part.TotalCount ?? Math.Max(total, read);
            if (page == 1 && part.TotalCount is { } count)
            {
                snapshot.PagesOfAll = Math.Max(1, (int)((count + PageSize - 1) / PageSize));
            }

            Take(part.Items, page, wish, snapshot);
            Progress?.Invoke(read, Math.Max(total, read));
            if (part.NextCursor is null)
            {
                snapshot.IsWhole = true;
                break;
            }

            if (wish.List is not null)
            {
                continue;
            }

            var left = Left(wish, snapshot);
            if (left == 0)
            {
                break;
            }

            // Decided once, so that the same contacts cost the same the next time.
            if (page == 1 && snapshot.PagesOfAll is { } all && left <= all - 1)
            {
                var rest = new AccountSnapshot(isPaged: false) { PagesOfAll = all };
                foreach (var contact in snapshot.Contacts)
                {
                    rest.Keep(contact, 1);
                }

                return await LookUpAsync(rest, wish, cancellationToken).ConfigureAwait(false);
            }
        }

        return snapshot;
    }

    /// <summary>Everybody on some lists, as they are now.</summary>
    public async Task<AccountSnapshot> ReadListsAsync(
        IReadOnlyList<string> listIds,
        CancellationToken cancellationToken
    )
    {
        var snapshot = new AccountSnapshot(isPaged: true) { IsWhole = true };
        var query = new ContactQuery
        {
            Status = ["all"],
            Lists = listIds,
            Include = [ContactMembers.ListMemberships],
            IncludeCount = true,
        };
        long read = 0;
        var page = 0;
        await foreach (
            var part in client.PagesAsync(ContactsApi.Search(query), cancellationToken).ConfigureAwait(false)
        )
        {
            page++;
            read += part.Items.Count;
            foreach (var contact in part.Items)
            {
                snapshot.Keep(contact, page);
            }

            Progress?.Invoke(read, Math.Max(read, part.TotalCount ?? read));
        }

        return snapshot;
    }

    private static void Take(IEnumerable<JsonObject> contacts, int page, SnapshotWish wish, AccountSnapshot snapshot)
    {
        foreach (var contact in contacts)
        {
            snapshot.CountMember(contact);
            if (wish.Names(new Contact(contact)))
            {
                snapshot.Keep(contact, page);
            }
        }
    }

    private static int Left(SnapshotWish wish, AccountSnapshot snapshot) =>
        wish.DistinctIds.Count(id => snapshot.ById(id) is null)
        + wish.DistinctEmails.Count(email => snapshot.ByEmail(email) is null);

    private async Task<AccountSnapshot> LookUpAsync(
        AccountSnapshot snapshot,
        SnapshotWish wish,
        CancellationToken cancellationToken
    )
    {
        List<Func<Task<JsonObject?>>> looks =
        [
            .. wish
                .DistinctIds.Where(id => snapshot.ById(id) is null)
                .Select(id =>
                    (Func<Task<JsonObject?>>)(
                        () =>
                            LookAsync(
                                id,
                                async () => (await _gateway.GetAsync(id, cancellationToken).ConfigureAwait(false)).Json,
                                snapshot
                            )
                    )
                ),
            .. wish
                .DistinctEmails.Where(email => snapshot.ByEmail(email) is null)
                .Select(email =>
                    (Func<Task<JsonObject?>>)(
                        () =>
                            LookAsync(
                                email,
                                async () =>
                                    (
                                        await _gateway.FindByEmailAsync(email, cancellationToken).ConfigureAwait(false)
                                    )?.Json,
                                snapshot
                            )
                    )
                ),
        ];
        long done = 0;
        using var room = new SemaphoreSlim(Window);
        Task<JsonObject?>[] running =
        [
            .. looks.Select(async look =>
            {
                await room.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    var found = await look().ConfigureAwait(false);
                    Progress?.Invoke(Interlocked.Increment(ref done), looks.Count);
                    return found;
                }
                finally
                {
                    room.Release();
                }
            }),
        ];
        foreach (var found in await Task.WhenAll(running).ConfigureAwait(false))
        {
            if (found is not null)
            {
                snapshot.Keep(found, 0);
            }
        }

        return snapshot;
    }

    /// <summary>A failure that concerns this contact alone is kept with it.</summary>
    private static async Task<JsonObject?> LookAsync(
        string idOrEmail,
        Func<Task<JsonObject?>> look,
        AccountSnapshot snapshot
    )
    {
        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (NotFoundException)
        {
            return null;
        }
        catch (CcException e) when (!e.EndsTheRun)
        {
            snapshot.Fail(idOrEmail, e);
            return null;
        }
    }
}
