using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Http;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ImportProbe;

/// <summary>
/// <c>HOME BASE_URI FILE LIST_ID RUN_ID FORMAT ROWS_PER_CHUNK INPUT</c>: starts a run or goes on with it, as the
/// cmdlets do, with chunks that are smaller than theirs. The input is a <c>file</c>, one that is sent as a
/// <c>stream</c>, or rows that <c>arrive</c> one by one and are sent so; <c>update</c> before all is another probe
/// (<see cref="UpdateRunProbe"/>). Says <c>ready</c> before its first look at the file, and <c>done EXIT_CODE ROWS
/// ACCEPTED UNACCOUNTED SUCCEEDED</c> at its end.
/// </summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        if (args[0] == "update")
        {
            await UpdateRunProbe.RunAsync(args[1..]).ConfigureAwait(false);
            return;
        }

        var data = new DataFolder(args[0]);
        var client = new ApiClient(
            new ApiClientOptions
            {
                BaseUri = new Uri(args[1]),
                RequestsPerSecond = 1000,
                RequestsPerDay = 1_000_000,
                Allowances = MachineAllowances.In(data),
            },
            new StaticTokenSource("emulator"),
            TimeProvider.System
        );
        var options = new ImportOptions
        {
            ListIds = [args[3]],
            Format = Enum.Parse<ImportFormat>(args[5]),
            OnInvalid = ImportInvalid.Skip,
            Duplicates = ImportDuplicates.First,
            MaxRows = int.Parse(args[6], CultureInfo.InvariantCulture),
            Stream = args[7] != "file",
        };
        await Console.Out.WriteLineAsync("ready").ConfigureAwait(false);
        using (client)
        using (var names = new NameDirectory(client))
        using (CsvRowSource rows = CsvRowSource.Open(args[2]))
        using (ImportFolder folder = ImportFolder.Open(data, args[4], TimeProvider.System))
        {
            var header = new ImportHeader
            {
                Path = args[7] == "arrive" ? null : args[2],
                Lists = [args[3]],
                Options = options.ToJson(),
                InputEnded = args[7] != "arrive",
            };
            using var run = new ImportRun(new ImportService(client, names), options, TimeProvider.System, folder)
            {
                Header = header,
            };
            using RowSpool? spool = args[7] == "arrive" ? folder.ContinueSpool(onlyLook: false) : null;
            ImportSummary summary = args[7] switch
            {
                "stream" => await run.StreamAsync(RowStream.Of(rows), ask: null, CancellationToken.None)
                    .ConfigureAwait(false),
                "arrive" => await run.StreamAsync(
                        RowStream.Of(spool!, Arriving(rows), folder.RunId),
                        ask: null,
                        CancellationToken.None
                    )
                    .ConfigureAwait(false),
                _ => await WholeAsync(run, rows, folder, header).ConfigureAwait(false),
            };
            folder.End(run, summary);
            using var target = ReportTarget.Claim(args[2] + "." + args[4], args[2], data);
            WrittenReport report = run.Reported(summary).WriteTo(target, folder.Current, isKept: true);
            await Console
                .Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"done {summary.ExitCode} {summary.RowsIn} {summary.Accepted} {summary.Unaccounted} {report.Succeeded}"
                    )
                )
                .ConfigureAwait(false);
        }
    }

    private static async Task<ImportSummary> WholeAsync(
        ImportRun run,
        CsvRowSource rows,
        ImportFolder folder,
        ImportHeader header
    )
    {
        await run.PrepareAsync(rows, CancellationToken.None).ConfigureAwait(false);
        if (folder.Header is null)
        {
            folder.Start(header);
        }

        return await run.SendAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<InputRow> Arriving(CsvRowSource rows)
    {
        foreach (InputRow row in rows.Read(CancellationToken.None))
        {
            await Task.Yield();
            yield return new InputRow(row.Number, null, row.Headings, row.Values) { Defect = row.Defect };
        }
    }
}
