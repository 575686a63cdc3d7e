using System;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Auth;
using ConstantContact.Core.Bulk;
using ConstantContact.Core.Http;
using ConstantContact.Core.Names;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Storage;

namespace ImportProbe;

/// <summary>
/// <c>HOME BASE_URI FILE LIST_ID RUN_ID FORMAT ROWS_PER_CHUNK</c>: starts a run or goes on with it, as the cmdlets do, with
/// chunks that are smaller than theirs. Says <c>ready</c> before its first look at the file, and
/// <c>done EXIT_CODE ROWS ACCEPTED UNACCOUNTED SUCCEEDED</c> at its end.
/// </summary>
internal static class Program
{
    private static async Task Main(string[] args)
    {
        var data = new DataFolder(args[0]);
        var client = new ApiClient(
            new ApiClientOptions { BaseUri = new Uri(args[1]), RequestsPerSecond = 1000, RequestsPerDay = 1_000_000, Allowances = MachineAllowances.In(data) },
            new StaticTokenSource("emulator"),
            TimeProvider.System);
        var options = new ImportOptions
        {
            ListIds = [args[3]],
            Format = Enum.Parse<ImportFormat>(args[5]),
            OnInvalid = ImportInvalid.Skip,
            Duplicates = ImportDuplicates.First,
            MaxRows = int.Parse(args[6], CultureInfo.InvariantCulture),
        };
        await Console.Out.WriteLineAsync("ready").ConfigureAwait(false);
        using (client)
        using (var names = new NameDirectory(client))
        using (CsvRowSource rows = CsvRowSource.Open(args[2]))
        using (RunFolder folder = RunFolder.Open(data, args[4], TimeProvider.System))
        using (var run = new ImportRun(new ImportService(client, names), options, TimeProvider.System, folder))
        {
            await run.PrepareAsync(rows, CancellationToken.None).ConfigureAwait(false);
            if (folder.Header is null)
            {
                folder.Start(new RunHeader
                {
                    RunId = folder.RunId,
                    CreatedAt = TimeProvider.System.GetUtcNow(),
                    BaseUri = args[1],
                    Path = args[2],
                    Lists = [args[3]],
                    Options = options,
                });
            }

            ImportSummary summary = await run.SendAsync(CancellationToken.None).ConfigureAwait(false);
            ImportReport report = run.Report(args[2] + "." + args[4], summary, CancellationToken.None);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"done {summary.ExitCode} {summary.RowsIn} {summary.Accepted} {summary.Unaccounted} {report.Succeeded}")).ConfigureAwait(false);
        }
    }
}
