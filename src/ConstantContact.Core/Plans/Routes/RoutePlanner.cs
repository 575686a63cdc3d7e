using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Plans.Routes;

/// <summary>
/// Chooses how each contact is written: the cheapest way that is right. What an import or an activity cannot say takes
/// a PUT; all others ride imports and activities where these, with the snapshots that they need, cost less than two
/// requests for each contact. Pure.
/// </summary>
/// <param name="field">Custom fields by id; null for one that the account does not have.</param>
/// <param name="pagesOfAll">Pages that hold the whole account; null where that is not known.</param>
internal sealed class RoutePlanner(Func<string, CustomField?> field, int? pagesOfAll)
{
    /// <summary>
    /// Memberships alone, by a command that reads the account in any case: activities, whatever the number.
    /// </summary>
    public bool PrefersJobs { get; init; }

    public IReadOnlyList<Routed> Plan(IReadOnlyList<Draft> drafts)
    {
        Routed[] bulk = [.. Covered([.. drafts.Select(d => d.Routes is null ? ByRule(d) : AsPlanned(d))])];
        Routed[] free = [.. bulk.Where(r => r.IsBulk && r.Draft.Routes is null && MayBePut(r.Draft))];
        if (PrefersJobs || free.Length == 0)
        {
            return bulk;
        }

        HashSet<long> moved = [.. free.Select(static r => r.Draft.Position)];
        Routed[] put =
        [
            .. bulk.Select(r => moved.Contains(r.Draft.Position) ? new Routed(r.Draft, [PlanRoute.Put]) : r),
        ];
        return PlanCost.Requests(put, pagesOfAll) <= PlanCost.Requests(bulk, pagesOfAll) ? put : bulk;
    }

    private static bool MayBePut(Draft draft) => draft.Action == PlanAction.Update && !draft.OnlyLeaves;

    /// <summary>The routes that a plan gave, for what of its changes is left.</summary>
    private Routed AsPlanned(Draft draft) =>
        draft.Routes!.Contains(PlanRoute.Import, StringComparer.Ordinal) && draft.Changes.Any(ImportCells.IsValue)
            ? Import(draft, draft.Through)
            : new Routed(
                draft,
                [
                    .. draft.Routes!.Where(r =>
                        r is not (PlanRoute.Import or PlanRoute.ListJob or PlanRoute.TagJob) || Jobs(draft).Contains(r)
                    ),
                ]
            );

    private Routed ByRule(Draft draft) =>
        draft switch
        {
            { Action: PlanAction.Create } => new Routed(draft, [PlanRoute.Post]),
            { Action: PlanAction.Delete } => new Routed(draft, [PlanRoute.DeleteJob]),
            { OnlyLeaves: true, Action: PlanAction.Update } => new Routed(draft, Jobs(draft)),
            _ => Import(draft, through: null),
        };

    /// <summary>
    /// By import as far as values change, by activities as far as memberships do; by a PUT where an import cannot say
    /// it.
    /// </summary>
    private Routed Import(Draft draft, string? through)
    {
        var current = draft.Plan!.Current;
        (var cells, var why) = ImportCells.Of(current, draft.Plan.Expected, draft.Changes, field);
        return why is not null ? new Routed(draft, [PlanRoute.Put], Reason: why)
            : cells.Count == 0 ? new Routed(draft, Jobs(draft))
            : new Routed(
                draft,
                [PlanRoute.Import, .. Jobs(draft)],
                new ImportItem(draft.Position, through ?? "", cells)
            );
    }

    private static List<string> Jobs(Draft draft)
    {
        List<string> routes = [];
        if (draft.Changes.Any(static c => c.Member == ContactMembers.ListMemberships))
        {
            routes.Add(PlanRoute.ListJob);
        }

        if (draft.Changes.Any(static c => c.Member == ContactMembers.Taggings))
        {
            routes.Add(PlanRoute.TagJob);
        }

        return routes;
    }

    /// <summary>Names for each import a list on which its contacts already are, and stay.</summary>
    private static IEnumerable<Routed> Covered(IReadOnlyList<Routed> all)
    {
        var lists = new Dictionary<long, IReadOnlyList<string>>();
        foreach (var one in all.Where(static r => r.Item is { List: "" }))
        {
            lists[one.Draft.Position] = [.. one.Draft.Lists.Distinct(StringComparer.OrdinalIgnoreCase)];
        }

        var cover = ListCover.Of(lists);
        return all.Select(r =>
            r.Item is { List: "" } item
                ? r with
                {
                    Item = new ImportItem(item.Position, cover[r.Draft.Position], item.Cells),
                }
                : r
        );
    }
}
