using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Plans;
using ConstantContact.Core.Plans.Applying;
using ConstantContact.Core.Plans.Making;
using ConstantContact.Core.Plans.Undoing;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Updates;

namespace ImportProbe;

/// <summary>Plans as the cmdlets make and apply them.</summary>
internal sealed class PlanProbe(ApiClient client, NameDirectory names, DataFolder data, OpenRun open)
{
    /// <summary><c>New-CcPlan</c> unless there is a plan, then <c>Invoke-CcPlan</c>.</summary>
    public async Task ApplyFileAsync(string path, IAsyncEnumerable<UpdateRow> rows)
    {
        if (!File.Exists(path))
        {
            (
                await MakeAsync(rows, new PlanOptions { Cmdlet = "New-CcPlan", CreateMissing = true })
                    .ConfigureAwait(false)
            ).Write(path);
        }

        await ApplyAsync(Plan.Read(path), trusts: false).ConfigureAwait(false);
    }

    /// <summary><c>Sync-CcListMember</c>.</summary>
    public async Task SyncAsync(string list, IAsyncEnumerable<UpdateRow> rows)
    {
        Plan? kept = PlanKeeping.Find(open);
        Plan plan =
            kept
            ?? await MakeAsync(
                    rows,
                    new PlanOptions
                    {
                        Cmdlet = "Sync-CcListMember",
                        List = list,
                        RemoveMissing = true,
                        MembershipOnly = true,
                        AppliesAtOnce = true,
                    }
                )
                .ConfigureAwait(false);
        await KeepAndApplyAsync(plan, isKept: kept is not null, trusts: kept is null).ConfigureAwait(false);
    }

    /// <summary><c>Undo-CcRun</c>.</summary>
    public async Task UndoAsync(string runId)
    {
        Plan? kept = PlanKeeping.Find(open);
        Plan plan =
            kept
            ?? await new UndoMaker(client, names, new UndoOptions { RemoveCreated = true })
                .MakeAsync(data, runId, CancellationToken.None)
                .ConfigureAwait(false);
        await KeepAndApplyAsync(plan, isKept: kept is not null, trusts: false).ConfigureAwait(false);
    }

    private async Task<Plan> MakeAsync(IAsyncEnumerable<UpdateRow> rows, PlanOptions options)
    {
        List<UpdateRow> all = [];
        await foreach (UpdateRow row in rows.ConfigureAwait(false))
        {
            all.Add(row);
        }

        return await new PlanMaker(client, names, options).MakeAsync(all, CancellationToken.None).ConfigureAwait(false);
    }

    private Task KeepAndApplyAsync(Plan plan, bool isKept, bool trusts)
    {
        if (!isKept)
        {
            PlanKeeping.Keep(open, plan);
        }

        return ApplyAsync(plan, trusts);
    }

    private Task ApplyAsync(Plan plan, bool trusts) =>
        new PlanRun(client, names, plan, open) { TrustsPlan = trusts }.RunAsync(CancellationToken.None);
}
