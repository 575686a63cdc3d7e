using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Tests.Shared;
using Sylvan.Data.Csv;

namespace ConstantContact.Core.Benchmarks;

/// <summary>
/// Judging, deduplicating, chunking and encoding a file of 12 columns beside Sylvan reading the same cells as strings,
/// in turns in one process, in processor time, so that what counts is the ratio. <c>dotnet run -c Release --project
/// tests/ConstantContact.Core.Benchmarks -- bulk 1000000</c>
/// </summary>
internal static class BulkSpeed
{
    private const int Turns = 5;

    public static async Task RunAsync(int rows)
    {
        string folder = Directory.CreateTempSubdirectory("cc-bulk-speed").FullName;
        string path = Path.Combine(folder, "rows.csv");
        InventedRows.Write(path, rows);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, {new FileInfo(path).Length / 1e6:F0} MB")
        );
        await MeasureAsync(() => WholeAsync(path));
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        double[] cells = new double[Turns],
            whole = new double[Turns],
            stream = new double[Turns];
        for (int turn = 0; turn < Turns; turn++)
        {
            cells[turn] = await MeasureAsync(() => Sylvan(path));
            whole[turn] = await MeasureAsync(() => WholeAsync(path));
            stream[turn] = await MeasureAsync(() => StreamAsync(path));
        }

        Write("Sylvan, every cell as a string", cells, cells);
        Write("two passes: judged and deduplicated, then chunked and encoded", whole, cells);
        Write("one pass, as -Stream", stream, cells);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"peak working set of the two passes: {peak / 1e6:F0} MB")
        );
        Directory.Delete(folder, recursive: true);
    }

    private static void Write(string what, double[] seconds, double[] beside) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what}: {seconds.Min():F2} s of processor time, {seconds.Zip(beside, (s, b) => s / b).Order().ElementAt(Turns / 2):F1} times Sylvan"
            )
        );

    private static async Task<double> MeasureAsync(Func<Task> work)
    {
        GC.Collect();
        TimeSpan start = Environment.CpuUsage.TotalTime;
        await work();
        return (Environment.CpuUsage.TotalTime - start).TotalSeconds;
    }

    private static Task Sylvan(string path)
    {
        using CsvDataReader reader = CsvDataReader.Create(path);
        long length = 0;
        while (reader.Read())
        {
            for (int i = 0; i < reader.FieldCount; i++)
            {
                length += reader.GetString(i).Length;
            }
        }

        GC.KeepAlive(length);
        return Task.CompletedTask;
    }

    private static async Task WholeAsync(string path)
    {
        using CsvRowSource source = CsvRowSource.Open(path);
        var input = RowStream.Of(source);
        (ImportOptions options, RowGate gate, ImportRows rows) = NewImport();
        rows.Begin(source);
        using (var judging = new ImportPass(options, gate, rows, 1))
        {
            await judging.RunAsync(input, CancellationToken.None);
        }

        await SendAsync(options, gate, rows, input);
    }

    private static async Task StreamAsync(string path)
    {
        using CsvRowSource source = CsvRowSource.Open(path);
        (ImportOptions options, RowGate gate, ImportRows rows) = NewImport();
        rows.Begin(source);
        await SendAsync(options, gate, rows, RowStream.Of(source));
    }

    private static async Task SendAsync(ImportOptions options, RowGate gate, ImportRows rows, RowStream input)
    {
        long sent = 0;
        using var sending = new ImportPass(options, gate, rows, 1)
        {
            Deliver = (chunk, _, _) =>
            {
                sent += chunk.Rows;
                chunk.Dispose();
                return Task.FromResult(true);
            },
        };
        await sending.RunAsync(input, CancellationToken.None);
        if (sent != rows.Count)
        {
            throw new InvalidOperationException($"{sent} of {rows.Count}");
        }
    }

    private static (ImportOptions Options, RowGate Gate, ImportRows Rows) NewImport()
    {
        var options = new ImportOptions { ListIds = ["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a"] };
        var gate = new RowGate(options, new ImportEnvelope(options.ListIds), "speed");
        return (options, gate, new ImportRows(options, new ImportPlans(options), gate));
    }
}
