using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Rows;
using ConstantContact.Tests.Shared;
using Sylvan.Data.Csv;

namespace ConstantContact.Core.Benchmarks;

/// <summary>
/// Reading, validating, chunking and encoding a file of 12 columns beside Sylvan reading the same file alone, in turns in one process, so that what counts is
/// the ratio. <c>dotnet run -c Release --project tests/ConstantContact.Core.Benchmarks -- bulk 1000000</c>
/// </summary>
internal static class BulkSpeed
{
    private const int Turns = 10;

    public static void Run(int rows)
    {
        string folder = Directory.CreateTempSubdirectory("cc-bulk-speed").FullName;
        string path = Path.Combine(folder, "rows.csv");
        InventedRows.Write(path, rows);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows, {new FileInfo(path).Length / 1e6:F0} MB"));
        Ours(path, folder);

        // Before Sylvan makes strings.
        long peak = Process.GetCurrentProcess().PeakWorkingSet64;
        double[] alone = new double[Turns], cells = new double[Turns];
        double[][] ours = new double[Turns][];
        for (int turn = 0; turn < Turns; turn++)
        {
            alone[turn] = Time(() => Sylvan(path, asStrings: false));
            cells[turn] = Time(() => Sylvan(path, asStrings: true));
            ours[turn] = Ours(path, folder);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Sylvan, records alone: {alone.Min():F2} s; every cell as a string: {cells.Min():F2} s"));
        double[] best = ours.MinBy(static phases => phases.Sum())!;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"read twice, validate, find duplicates, chunk, encode: {best.Sum():F2} s ({best[0]:F2} s to judge, {best[1]:F2} s to find duplicates, {best[2]:F2} s to chunk), {alone.Min() / best.Sum():P0} and {cells.Min() / best.Sum():P0} of their speed"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"peak working set: {peak / 1e6:F0} MB"));
        Directory.Delete(folder, recursive: true);
    }

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static void Sylvan(string path, bool asStrings)
    {
        using CsvDataReader reader = CsvDataReader.Create(path);
        long length = 0;
        while (reader.Read())
        {
            for (int i = 0; asStrings && i < reader.FieldCount; i++)
            {
                length += reader.GetString(i).Length;
            }
        }

        GC.KeepAlive(length);
    }

    /// <returns>The seconds of each phase.</returns>
    private static double[] Ours(string path, string folder)
    {
        var options = new ImportOptions { ListIds = ["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a"] };
        using CsvRowSource source = CsvRowSource.Open(path);
        using var rows = new ImportRows(options, new ImportPlans(options), new RowGate(options, new ImportEnvelope(options.ListIds), "speed"), KeyLedger.FilesIn(folder));
        double judged = Time(() => rows.Scan(source, static _ => { }, CancellationToken.None));
        double told = Time(rows.FindDuplicates);
        double chunked = Time(() =>
        {
            long sent = 0;
            foreach (ImportChunk chunk in rows.Chunks(0, 1, CancellationToken.None))
            {
                sent += chunk.Rows;
                chunk.Dispose();
            }

            if (sent != rows.Count)
            {
                throw new InvalidOperationException($"{sent} of {rows.Count}");
            }
        });
        return [judged, told, chunked];
    }
}
