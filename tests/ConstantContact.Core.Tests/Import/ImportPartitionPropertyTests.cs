using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Columns;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Import;

/// <summary>
/// Whatever the rows and the faults are, the four files of the report hold each row once, unchanged, in the file that
/// the counts say.
/// </summary>
public sealed class ImportPartitionPropertyTests : IDisposable
{
    private static readonly string[] Names = ["succeeded.csv", "failed.csv", "suppressed.csv", "not-attempted.csv"];

    private readonly TestClock _time = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Property(MaxTest = 200)]
    public Property Report_holds_every_row_once_as_it_was()
    {
        Gen<string> name = Gen.Frequency(
            (8, Gen.Choose(0, 40).Select(i => "p" + i.ToString(CultureInfo.InvariantCulture))),
            (1, Gen.Constant("bad address")),
            (1, Gen.Constant("")),
            (1, Gen.Constant("=formula"))
        );
        Gen<string> text = Gen.Elements(
            "",
            "Ann",
            "=cmd|x",
            "'quoted",
            "Zoë, \"the\nsecond\"",
            "+1 555 0100",
            "#N/A",
            new string('x', 60)
        );
        Gen<(string[] Headings, string?[] Cells, bool Defect)> row =
            from address in name
            from first in text
            from shape in Gen.Choose(0, 2)
            from defect in Gen.Frequency((12, Gen.Constant(false)), (1, Gen.Constant(true)))
            let email = address.Length == 0 ? "" : address + "@example.com"
            select (
                shape == 2 ? new[] { "email", "last_name" } : ["email", "first_name"],
                (string?[])[email, first],
                defect
            );
        var cases =
            from rows in row.ListOf()
            from held in Gen.Choose(0, 40).ListOf()
            from fails in Gen.Choose(0, 5)
            from kind in Gen.Choose(0, 4)
            from states in Gen.Elements("completed", "completed", "failed", "timed_out", "cancelled").ListOf()
            from lost in Gen.Choose(0, 2)
            from gone in Gen.Choose(0, 6)
            from options in from duplicates in Gen.Elements(
                ImportDuplicates.Error,
                ImportDuplicates.First,
                ImportDuplicates.Last
            )
            from invalid in Gen.Elements(ImportInvalid.Skip, ImportInvalid.Skip, ImportInvalid.Stop)
            from maxRows in Gen.Choose(1, 5)
            from streams in Gen.Elements(true, false)
            from wait in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
            select new ImportOptions
            {
                ListIds = ["list-1"],
                Duplicates = streams && duplicates == ImportDuplicates.Last ? ImportDuplicates.First : duplicates,
                OnInvalid = invalid,
                MaxRows = maxRows,
                Stream = streams,
                Wait = wait,
            }
            select (rows: rows.ToArray(), held, fails, kind, states: states.ToArray(), lost, gone, options);
        return Prop.ForAll(
            cases.ToArbitrary(),
            c =>
            {
                InputRow[] rows =
                [
                    .. c.rows.Select(
                        (r, i) =>
                            new InputRow(i + 1, null, r.Headings, r.Cells)
                            {
                                Defect = r.Defect
                                    ? RowFinding.Unreadable(i + 1, null, "it is no row", "Give rows.")
                                    : null,
                            }
                    ),
                ];
                int activity = 0;
                var service = new FakeImportService
                {
                    Time = _time,
                    FailPost = n =>
                        n != c.fails
                            ? null
                            : c.kind switch
                            {
                                0 => new TestFailure("CcTimeout", mayHaveArrived: true),
                                1 => new TestFailure("CcInvalidRequest", status: HttpStatusCode.BadRequest),
                                2 => new TestFailure("CcQuotaExceeded", endsTheRun: true),
                                3 => new TestFailure("CcConnectionFailed"),
                                _ => null,
                            },
                    FailGet = n => n == c.gone ? new TestFailure("CcNotFound", status: HttpStatusCode.NotFound) : null,
                    Outcome = (id, count) =>
                        (c.states.Length == 0 ? "completed" : c.states[activity++ % c.states.Length]) switch
                        {
                            "completed" => new ImportActivity
                            {
                                ActivityId = id,
                                State = "completed",
                                PersonCount = Math.Max(0, count - c.lost),
                                ErrorCount = Math.Min(c.lost, count),
                                Errors = c.lost > 0 ? ["Line 2: 'Ann' is odd."] : [],
                            },
                            var state => new ImportActivity
                            {
                                ActivityId = id,
                                State = state,
                                PersonCount = Math.Max(0, count - 1),
                            },
                        },
                };
                service.Held.AddRange(
                    c.held.Select(
                        (h, i) => (i % 2 == 0 ? "deleted" : "unsubscribed", (string?)$"P{h}@example.com", (string?)null)
                    )
                );

                (ImportSummary summary, WrittenReport report) = RunAsync(service, c.options, rows)
                    .GetAwaiter()
                    .GetResult();

                string[][][] files = [.. Names.Select(n => Parse(Path.Combine(report.Path, n)))];
                Assert.Equal(
                    Enumerable.Range(1, rows.Length).Select(n => (long)n),
                    files
                        .SelectMany(f => f.Skip(1))
                        .Select(l => long.Parse(l[^2], CultureInfo.InvariantCulture))
                        .Order()
                );
                Assert.Equal(
                    [report.Succeeded, report.Failed, report.Suppressed, report.NotAttempted],
                    files.Select(f => f.Length - 1L)
                );
                foreach (string[] line in files.SelectMany(f => f.Skip(1)))
                {
                    InputRow row = rows[int.Parse(line[^2], CultureInfo.InvariantCulture) - 1];
                    string[] headings = files[0][0];
                    Assert.Equal(
                        headings
                            .Take(headings.Length - 2)
                            .Select(h =>
                                Enumerable
                                    .Range(0, row.Headings.Count)
                                    .Where(i => row.Headings[i] == h)
                                    .Select(i => row.Values[i] ?? "")
                                    .FirstOrDefault("")
                            ),
                        line.Take(line.Length - 2).Select(ReportCells.Unguard)
                    );
                    Assert.NotEqual("", line[^1]);
                }

                Assert.Equal(
                    (rows.Length, summary.Suppressed + summary.Duplicates, summary.NotAttempted),
                    (summary.RowsIn, report.Suppressed, report.NotAttempted)
                );
                Assert.True(report.Succeeded <= summary.Accepted);
                Assert.Equal(summary.Chunks.Sum(k => k.Unaccounted), summary.Unaccounted);
            }
        );
    }

    private async Task<(ImportSummary Summary, WrittenReport Report)> RunAsync(
        FakeImportService service,
        ImportOptions options,
        InputRow[] rows
    )
    {
        using var spool = new RowSpool(new MemoryStream());
        rows.ToList().ForEach(spool.Add);
        using var run = new ImportRun(service, options, _time);
        ImportSummary summary;
        if (options.Stream)
        {
            summary = await _time.DriveAsync(run.StreamAsync(RowStream.Of(spool), null, CancellationToken.None));
        }
        else
        {
            await run.PrepareAsync(spool, CancellationToken.None);
            summary = await _time.DriveAsync(run.SendAsync(CancellationToken.None));
        }

        return (summary, run.Report(_folder.Path, summary));
    }

    private static string[][] Parse(string path)
    {
        using var reader = Sylvan.Data.Csv.CsvDataReader.Create(
            path,
            new Sylvan.Data.Csv.CsvDataReaderOptions
            {
                HasHeaders = false,
                Delimiter = ',',
                Comment = '\uFFFF',
            }
        );
        var lines = new List<string[]>();
        while (reader.Read())
        {
            lines.Add([.. Enumerable.Range(0, reader.RowFieldCount).Select(reader.GetString)]);
        }

        return [.. lines];
    }
}
