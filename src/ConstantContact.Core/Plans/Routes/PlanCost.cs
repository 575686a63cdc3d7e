using ConstantContact.Core.Jobs;
using ConstantContact.Core.Plans.Snapshots;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Proving;

namespace ConstantContact.Core.Plans.Routes;

/// <summary>The cost of applying a plan: the requests that <see cref="Applying.PlanRun"/> will send. Pure.</summary>
internal static class PlanCost
{
    /// <summary>A look-up, and what it is for.</summary>
    private const int WithLook = 2;

    /// <summary>Without the look at the account and its names, which every way has.</summary>
    public static long Requests(IReadOnlyList<Routed> all, int? pagesOfAll) =>
        Of(all, pagesOfAll, names: 0).Sum(static r => r.Requests);

    /// <param name="all">Everything that is written.</param>
    /// <param name="pagesOfAll">Pages that hold the whole account; null where that is not known.</param>
    /// <param name="names">Requests for the account and its names.</param>
    /// <param name="proof">Requests for the proof, where these are not those of the snapshot.</param>
    /// <param name="isRead">The account is read already.</param>
    public static IReadOnlyList<PlanRouteForecast> Of(
        IReadOnlyList<Routed> all,
        int? pagesOfAll,
        long names,
        long? proof = null,
        bool isRead = false
    )
    {
        if (all.Count == 0)
        {
            return [];
        }

        List<PlanRouteForecast> routes = [];
        void Add(string name, long contacts, long requests)
        {
            if (requests > 0)
            {
                routes.Add(new PlanRouteForecast(name, contacts, requests));
            }
        }

        Routed[] bulk = [.. all.Where(static r => r.IsBulk)];
        var snapshot = SnapshotReader.Cost([.. bulk.Select(static r => r.Draft.Page)], pagesOfAll);
        var batches = ImportBatch.Of([.. bulk.Select(static r => r.Item).OfType<ImportItem>()]);
        ImportBatch[] canaries = [.. batches.Where(static b => b.IsCanary)],
            rest = [.. batches.Where(static b => !b.IsCanary)];
        GroupJob[] groups = [.. GroupJob.Of([.. bulk.Select(static r => r.Draft)])];
        Draft[] deletions = [.. bulk.Where(static r => r.Takes(PlanRoute.DeleteJob)).Select(static r => r.Draft)];
        Routed[] puts = [.. all.Where(static r => r.Takes(PlanRoute.Put))];
        Routed[] posts = [.. all.Where(static r => r.Takes(PlanRoute.Post))];
        Add("Names", 0, names);
        Add("Snapshot", bulk.Length, isRead ? 0 : snapshot);

        // Each canary is waited for and read back; then one look for all others, as for all activities.
        Add(
            "Canary",
            canaries.Sum(static c => c.Items.Count),
            canaries.Sum(static c => WithLook + (long)c.Items.Count)
        );
        Add(
            PlanRoute.Import,
            rest.Sum(static b => b.Items.Count),
            rest.Sum(Chunks) is var chunks and > 0 ? chunks + 1 : 0
        );
        var jobs = groups.Sum(static g => (long)g.Jobs.Count) + Jobs(deletions.Length);
        foreach (var kind in groups.GroupBy(static g => g.Member, StringComparer.Ordinal))
        {
            Add(
                kind.Key == Contacts.ContactMembers.ListMemberships ? PlanRoute.ListJob : PlanRoute.TagJob,
                kind.SelectMany(static g => g.ContactIds).Distinct(StringComparer.OrdinalIgnoreCase).Count(),
                kind.Sum(static g => (long)g.Jobs.Count)
            );
        }

        Add(PlanRoute.DeleteJob, deletions.Length, Jobs(deletions.Length));
        Add("Look", 0, jobs > 0 ? 1 : 0);
        Add(PlanRoute.Put, puts.Length, (WithLook * (long)puts.Length) + ReadBack(puts));
        Add(PlanRoute.Post, posts.Length, WithLook * (long)posts.Length);
        Add("Proof", bulk.Length, proof ?? snapshot);
        return routes;
    }

    private static long Jobs(int contacts) =>
        (contacts + ActivityJobs.ContactsPerJob - 1) / ActivityJobs.ContactsPerJob;

    private static long Chunks(ImportBatch batch)
    {
        var chunks = ImportBodies.Of(batch);
        foreach (var chunk in chunks)
        {
            chunk.Dispose();
        }

        return chunks.Count;
    }

    /// <summary>The first PUT of each shape is read back, and each over an opt-out.</summary>
    private static long ReadBack(IEnumerable<Routed> puts)
    {
        HashSet<string> proven = new(StringComparer.Ordinal);
        long reads = 0;
        foreach (var plan in puts.Select(static r => r.Draft.Plan!))
        {
            var before = proven.Count;
            proven.UnionWith(PutShapes.Of(plan));
            reads += proven.Count > before || plan.KeepsOptOut ? 1 : 0;
        }

        return reads;
    }
}
