using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Http;
using ConstantContact.Core.Jobs;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;
using ConstantContact.TestData;

namespace ImportProbe;

/// <summary>
/// <c>HOME BASE_URI FILE RUN_ID REPORT WHAT [TARGET]</c>: starts a run or goes on with it, as the cmdlets do. WHAT is
/// <c>update</c>; <c>list</c>, <c>sync</c> or <c>tag</c> with the target's id; <c>delete</c>; <c>plan</c> with a plan
/// file, which is made unless it is there; or <c>undo</c> with the id of a run. Says <c>ready</c> before its first
/// request, and <c>done</c> at its end. Waits twenty times as fast as a user's process.
/// </summary>
internal static class UpdateRunProbe
{
    public static async Task RunAsync(string[] args)
    {
        var data = new DataFolder(args[0]);
        var clock = new HastyClock(20);
        using var client = new ApiClient(
            new ApiClientOptions
            {
                BaseUri = new Uri(args[1]),
                RequestsPerSecond = 1000,
                RequestsPerDay = 1_000_000,
                Allowances = MachineAllowances.In(data),
                AttemptTimeout = TimeSpan.FromMinutes(20),
            },
            new StaticTokenSource("emulator"),
            clock
        );
        using var names = new NameDirectory(client);
        using CsvRowSource rows = CsvRowSource.Open(args[2]);
        var plan = new RunRecord
        {
            RunId = "",
            Cmdlet = args[5],
            BaseUri = args[1],
            StartedAt = clock.GetUtcNow(),
            NeedsRows = true,
        };
        using OpenRun open = OpenRun.Begin(data, args[3], plan, args[4], clock, onlyLook: false);
        await Console.Out.WriteLineAsync("ready").ConfigureAwait(false);
        await (
            args[5] switch
            {
                "update" => new UpdateRun(
                    client,
                    names,
                    new UpdateOptions { CreateMissing = true },
                    new SilentGuide(),
                    null,
                    clock,
                    open
                ).RunAsync(ReadAsync(rows), CancellationToken.None),
                "delete" => DeleteAsync(client, rows, open),
                "plan" => new PlanProbe(client, names, data, open).ApplyFileAsync(args[6], ReadAsync(rows)),
                "sync" => new PlanProbe(client, names, data, open).SyncAsync(args[6], ReadAsync(rows)),
                "undo" => new PlanProbe(client, names, data, open).UndoAsync(args[6]),
                _ => AddAsync(client, rows, open, args[5], args[6]),
            }
        ).ConfigureAwait(false);
        foreach (Exception trouble in open.End(new RunTally(0, 0, default, default), null, isComplete: true))
        {
            throw trouble;
        }

        await Console.Out.WriteLineAsync("done").ConfigureAwait(false);
    }

    private static async Task DeleteAsync(ApiClient client, CsvRowSource rows, OpenRun open)
    {
        var run = new RemovalRun(client, null, TimeSpan.FromMinutes(5), null, open);
        ContactRemoval[] removals =
        [
            .. rows.Read(CancellationToken.None)
                .Select(static row => new ContactRemoval(Cells.TextOf(row.Values[0]), null, null) { Row = row.Number }),
        ];
        await run.ResolveAsync(removals, CancellationToken.None).ConfigureAwait(false);
        await run.SendAsync(removals, CancellationToken.None).ConfigureAwait(false);
        run.RecordOutcomes();
    }

    private static async Task AddAsync(ApiClient client, CsvRowSource rows, OpenRun open, string what, string target)
    {
        var account = new BulkLedger(open, what, numbered: true);
        var run = new ActivityJobRun(client) { Sending = account.Announce };
        foreach (InputRow row in rows.Read(CancellationToken.None))
        {
            account.Add(RequestedMember.ByEmail(null, Cells.TextOf(row.Values[0])));
        }

        MemberList members = await new MemberLookup(run.Client, null)
        {
            Include = [what == "list" ? "list_memberships" : "taggings"],
        }
            .FindAsync(account.Open(), CancellationToken.None)
            .ConfigureAwait(false);
        account.Resolve(members);
        IReadOnlyList<ContactSource> sources = ActivityJobs.OfContacts(members.ContactIds);
        IReadOnlyList<ActivityJob> jobs =
            what == "list" ? ActivityJobs.AddToLists(sources, [target]) : ActivityJobs.AddTags(sources, [target]);
        BulkTally tally = account.With(new BulkTally { Operation = what });
        account.Settle(members, jobs, await run.SendAsync(tally, jobs, CancellationToken.None).ConfigureAwait(false));
    }

    private static async IAsyncEnumerable<UpdateRow> ReadAsync(CsvRowSource rows)
    {
        var parser = new RowParser(
            ColumnPlan.For(rows.Headings, null, false, ColumnPurpose.Update),
            new ReadingOptions { NullTokens = ["<null>"] }
        );
        foreach (InputRow row in rows.Read(CancellationToken.None))
        {
            await Task.Yield();
            RowValues values = parser.Parse(row);
            yield return new UpdateRow
            {
                Number = row.Number,
                Email = values.Email,
                Changes = new RequestedChanges { Values = values.Values },
                Source = row,
            };
        }
    }

    private sealed class SilentGuide : IUpdateGuide
    {
        public Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken) =>
            Task.FromResult(Approval.Send);

        public Task ReportAsync(UpdateResult result, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Note(string text) { }

        public void Warn(string text) { }
    }
}
