using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Updates;

namespace ImportProbe;

/// <summary>
/// <c>HOME BASE_URI FILE RUN_ID REPORT</c>: starts a run of updates or goes on with it, as the cmdlet does. Says <c>ready</c> before its
/// first request, and <c>done</c> at its end.
/// </summary>
internal static class UpdateRunProbe
{
    public static async Task RunAsync(string[] args)
    {
        var data = new DataFolder(args[0]);
        using var client = new ApiClient(
            new ApiClientOptions { BaseUri = new Uri(args[1]), RequestsPerSecond = 1000, RequestsPerDay = 1_000_000, Allowances = MachineAllowances.In(data) },
            new StaticTokenSource("emulator"),
            TimeProvider.System);
        using var names = new NameDirectory(client);
        using CsvRowSource rows = CsvRowSource.Open(args[2]);
        var plan = new RunRecord { RunId = "", Cmdlet = "Update-CcContact", BaseUri = args[1], StartedAt = TimeProvider.System.GetUtcNow(), NeedsRows = true };
        using OpenRun open = OpenRun.Begin(data, args[3], plan, args[4], TimeProvider.System, onlyLook: false);
        var run = new UpdateRun(client, names, new UpdateOptions { CreateMissing = true }, new SilentGuide(), null, TimeProvider.System, open);
        await Console.Out.WriteLineAsync("ready").ConfigureAwait(false);
        UpdateSummary summary = await run.RunAsync(ReadAsync(rows), CancellationToken.None).ConfigureAwait(false);
        foreach (Exception trouble in open.End(new RunTally(summary.Requests, summary.Retries, summary.Waited, summary.Paced), null, run.InputEnded))
        {
            throw trouble;
        }

        await Console.Out.WriteLineAsync("done").ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<UpdateRow> ReadAsync(CsvRowSource rows)
    {
        var parser = new RowParser(ColumnPlan.For(rows.Headings, null, false, ColumnPurpose.Update));
        foreach (InputRow row in rows.Read(CancellationToken.None))
        {
            await Task.Yield();
            RowValues values = parser.Parse(row);
            yield return new UpdateRow { Number = row.Number, Email = values.Email, Wish = new UpdateWish { Values = values.Values }, Source = row };
        }
    }

    private sealed class SilentGuide : IUpdateGuide
    {
        public Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken) => Task.FromResult(Approval.Send);

        public Task ReportAsync(UpdateResult result, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Note(string text)
        {
        }

        public void Warn(string text)
        {
        }
    }
}
