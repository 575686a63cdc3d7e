using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Plans.Routes;
using ConstantContact.Core.Plans.Snapshots;

namespace ConstantContact.Core.Plans.Making;

/// <summary>Compared rows → the plan with its routes, names and forecast.</summary>
internal sealed class PlanComposer(ApiClient client, NameDirectory names)
{
    /// <summary>How long small jobs take, and with it the first look at them.</summary>
    private static readonly TimeSpan JobTime = TimeSpan.FromSeconds(2);

    public bool PrefersJobs { get; init; }

    /// <summary>The command that makes the plan applies it: what it has read is not read again.</summary>
    public bool AppliesAtOnce { get; init; }

    public int PerSecond { get; init; } = 4;

    /// <param name="header">What is known of the plan; its id and what is counted are filled in.</param>
    /// <param name="entries">All of them.</param>
    /// <param name="drafts">Those that write.</param>
    /// <param name="snapshot">Of the account.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Plan> ComposeAsync(
        PlanHeader header,
        IReadOnlyList<PlanEntry> entries,
        IReadOnlyList<Draft> drafts,
        AccountSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        var needs = PlanNeeds.Of(drafts.SelectMany(static d => d.Changes));
        var account = await PlanAccount
            .ReadAsync(header.Account, names, needs, cancellationToken)
            .ConfigureAwait(false);
        var routes = new RoutePlanner(account.Field, snapshot.PagesOfAll) { PrefersJobs = PrefersJobs }
            .Plan(drafts)
            .ToDictionary(static r => r.Draft.Position);
        Routed[] routed = [.. routes.Values.OrderBy(static r => r.Draft.Position)];
        var byList = PrefersJobs ? ProofByList(drafts, snapshot) : null;
        var costs = PlanCost.Of(
            routed,
            snapshot.PagesOfAll,
            AppliesAtOnce ? 0 : account.Cost(needs),
            byList,
            AppliesAtOnce
        );
        var looks = costs.Count(static c => c.Route is "Canary" or "Look" or PlanRoute.Import);
        return Plan.Make(
            header with
            {
                PlanId =
                    header.CreatedAt.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)
                    + "-"
                    + Guid.NewGuid().ToString("N").Substring(0, 6),
                Names = NamesOf(drafts, entries, account),
                ProvesByList = byList is not null,
                Forecast = new PlanForecast
                {
                    Routes = costs,
                    Duration =
                        TimeSpan.FromSeconds(costs.Sum(static c => c.Requests) / (double)Math.Max(1, PerSecond))
                        + TimeSpan.FromTicks(JobTime.Ticks * looks),
                },
                Removals = await RemovalsAsync(drafts, account, snapshot, cancellationToken).ConfigureAwait(false),
            },
            [
                .. entries.Select(e =>
                    routes.TryGetValue(e.Position, out var routed)
                        ? e with
                        {
                            Routes = routed.Routes,
                            Through = routed.Item?.List,
                            Reason = e.Reason ?? routed.Reason,
                        }
                        : e
                ),
            ],
            snapshot
        );
    }

    /// <summary>
    /// Pages that show the members of the lists in question; null where the contacts themselves are not dearer.
    /// </summary>
    private static long? ProofByList(IReadOnlyList<Draft> drafts, AccountSnapshot snapshot)
    {
        ContactChange[] changes = [.. drafts.SelectMany(static d => d.Changes)];
        if (
            changes.Length == 0
            || !snapshot.IsWhole
            || changes.Any(static c => c.Member != ContactMembers.ListMemberships)
        )
        {
            return null;
        }

        long pages = 0;
        foreach (var list in changes.GroupBy(static c => c.Key!, StringComparer.OrdinalIgnoreCase))
        {
            var members =
                (snapshot.Members.TryGetValue(list.Key, out var now) ? now : 0)
                + list.Sum(static c => c.New is null ? -1 : 1);
            pages += Math.Max(1, (members + SnapshotReader.PageSize - 1) / SnapshotReader.PageSize);
        }

        return pages < SnapshotReader.Cost([.. drafts.Select(static d => d.Page)], snapshot.PagesOfAll) ? pages : null;
    }

    private static PlanNames NamesOf(IReadOnlyList<Draft> drafts, IReadOnlyList<PlanEntry> entries, PlanAccount account)
    {
        var shown = new PlanNames();
        foreach (var patch in entries.Select(static e => e.Patch))
        {
            // Also lists that the contact is on already: a message may name them.
            patch
                .AddLists.Concat(patch.RemoveLists)
                .ToList()
                .ForEach(l => shown.AddList(l.Id, account.List(l.Id)?.ToString() ?? l.Name));
            patch
                .AddTags.Concat(patch.RemoveTags)
                .ToList()
                .ForEach(t => shown.AddTag(t.Id, account.Tag(t.Id)?.ToString() ?? t.Name));
        }

        foreach (
            (var member, var id) in drafts
                .SelectMany(static d => d.Changes)
                .Where(static c => c.Key is not null)
                .Select(static c => (c.Member, c.Key!))
                .Distinct()
        )
        {
            switch (member)
            {
                case ContactMembers.ListMemberships:
                    shown.AddList(id, account.List(id)?.ToString());
                    break;
                case ContactMembers.Taggings:
                    shown.AddTag(id, account.Tag(id)?.ToString());
                    break;
                case ContactMembers.CustomFields when account.Field(id) is { } field:
                    shown.Add(field);
                    break;
            }
        }

        return shown;
    }

    /// <summary>Members are counted in the snapshot where it has all; else the service is asked.</summary>
    private async Task<IReadOnlyList<PlanRemoval>> RemovalsAsync(
        IReadOnlyList<Draft> drafts,
        PlanAccount account,
        AccountSnapshot snapshot,
        CancellationToken cancellationToken
    )
    {
        var leaving = drafts
            .SelectMany(static d => d.Ids(ContactMembers.ListMemberships, adds: false))
            .GroupBy(static id => id, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(static g => g.Key, static g => (long)g.Count(), StringComparer.OrdinalIgnoreCase);
        if (leaving.Count == 0)
        {
            return [];
        }

        var members = snapshot.IsWhole
            ? snapshot.Members
            : new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        if (!snapshot.IsWhole)
        {
            var counted = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
            await foreach (var list in client.ItemsAsync(ListsApi.All("all"), cancellationToken).ConfigureAwait(false))
            {
                var read = ListsApi.Read(list);
                counted[read.Id] = read.Members ?? 0;
            }

            members = counted;
        }

        return
        [
            .. leaving
                .OrderBy(static l => l.Key, StringComparer.Ordinal)
                .Select(l => new PlanRemoval(
                    l.Key,
                    account.List(l.Key)?.ToString() ?? l.Key,
                    l.Value,
                    members.TryGetValue(l.Key, out var all) ? all : 0
                )),
        ];
    }
}
