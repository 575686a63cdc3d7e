using System.IO;
using System.Net;
using System.Threading.Channels;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Import;

/// <summary>Chunks that are sent as they fill, while the input is still being read.</summary>
public sealed class ImportStreamTests : ImportStreamLab
{
    [Fact]
    public async Task Rows_that_fill_a_chunk_are_sent_before_the_next_row_comes()
    {
        Channel<InputRow> input = Channel.CreateUnbounded<InputRow>();
        var arrived = new TaskCompletionSource();
        Service.Started = _ => arrived.TrySetResult();
        using var run = new ImportRun(Service, Options(), Clock);
        using RowSpool spool = NewSpool();
        Task<ImportSummary> streaming = run.StreamAsync(
            RowStream.Of(spool, input.Reader.ReadAllAsync(), "r"),
            null,
            CancellationToken.None
        );

        InputRow[] rows = Rows("a", "b", "c", "d", "e");
        rows.Take(3).ToList().ForEach(r => Assert.True(input.Writer.TryWrite(r)));
        await arrived.Task;
        Assert.Equal(["a b"], Sent());
        Assert.False(streaming.IsCompleted);
        rows.Skip(3).ToList().ForEach(r => Assert.True(input.Writer.TryWrite(r)));
        input.Writer.Complete();
        ImportSummary summary = await Clock.DriveAsync(streaming);

        Assert.Equal(["a b", "c d", "e"], Sent());
        Assert.Equal(
            (5, 5, 0, 0, true, true),
            (
                summary.RowsIn,
                summary.Accepted,
                summary.Unaccounted,
                summary.ExitCode,
                summary.IsStreamed,
                summary.ConsentChecked
            )
        );
        Assert.Equal(
            [(1, 1L, 2L), (2, 3L, 4L), (3, 5L, 5L)],
            summary.Chunks.Select(c => (c.Number, c.FirstRow, c.LastRow))
        );
        Assert.True(run.InputEnded);
    }

    [Theory]
    [InlineData("bad address", "email: 'bad address@example.com' holds a blank")]
    [InlineData("A", "row 1 is about the same contact")]
    public async Task An_invalid_or_double_row_ends_the_sending_where_it_is_found_and_the_rest_is_accounted_for(
        string name,
        string reason
    )
    {
        RowFailure? told = null;
        using var run = new ImportRun(Service, Options(), Clock) { Stopped = f => told = f };
        using RowSpool spool = NewSpool();

        ImportSummary summary = await StreamAsync(run, spool, Rows("a", "b", "c", name, "e", "", "g"));
        WrittenReport report = run.Report(Home, summary);

        Assert.Equal(["a b"], Sent());
        Assert.Equal(
            (7, 2, 2, 3, 0, 2),
            (
                summary.RowsIn,
                summary.Accepted,
                summary.Failed,
                summary.NotAttempted,
                summary.Unaccounted,
                summary.ExitCode
            )
        );
        Assert.Equal(4, told!.Row);
        Assert.Contains(reason, told.Reason, StringComparison.Ordinal);
        Assert.Equal([4L, 6L], summary.Failures.Select(f => f.Row));
        Assert.Equal((2L, 2L, 0L, 3L), (report.Succeeded, report.Failed, report.Suppressed, report.NotAttempted));
        Assert.Contains(
            "c@example.com,X,3,\"not sent, because row 4 before it is invalid\"",
            File.ReadAllText(Path.Combine(Home, "not-attempted.csv")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_invalid_row_in_the_first_chunk_sends_nothing()
    {
        using var run = new ImportRun(Service, Options(maxRows: 10), Clock);
        using RowSpool spool = NewSpool();

        ImportSummary summary = await StreamAsync(run, spool, Rows("a", "bad address", "c"));

        Assert.Empty(Sent());
        Assert.Equal((1, 2, 3), (summary.Failed, summary.NotAttempted, summary.ExitCode));
    }

    [Fact]
    public async Task Skipped_rows_leave_the_others_to_be_sent()
    {
        using var run = new ImportRun(Service, Options(ImportInvalid.Skip, ImportDuplicates.First), Clock);
        using RowSpool spool = NewSpool();

        ImportSummary summary = await StreamAsync(run, spool, Rows("a", "bad address", "A", "b", "c"));

        Assert.Equal(["a b", "c"], Sent());
        Assert.Equal(
            (5, 3, 1, 1, 0, 2),
            (
                summary.RowsIn,
                summary.Accepted,
                summary.Failed,
                summary.Duplicates,
                summary.Unaccounted,
                summary.ExitCode
            )
        );
    }

    [Fact]
    public void The_last_of_several_rows_cannot_be_chosen()
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() =>
            new ImportRun(Service, Options(duplicates: ImportDuplicates.Last), Clock)
        );

        Assert.Contains("-Stream", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outdated_look_up_of_held_back_contacts_is_repeated_also_for_rows_that_wait_for_their_chunk()
    {
        Service.Held.Add(("deleted", "a@example.com", null));
        Channel<InputRow> input = Channel.CreateUnbounded<InputRow>();
        using var run = new ImportRun(Service, Options(maxRows: 3), Clock);
        using RowSpool spool = NewSpool();
        var read = new SemaphoreSlim(0);
        Task<ImportSummary> streaming = run.StreamAsync(RowStream.Of(spool, Read(), "r"), null, CancellationToken.None);

        InputRow[] rows = Rows("a", "b", "c", "d", "e", "f");
        foreach (InputRow row in rows.Take(3))
        {
            Assert.True(input.Writer.TryWrite(row));
        }

        for (int i = 0; i < 4; i++)
        {
            await read.WaitAsync();
        }

        Assert.Equal(["deleted", "unsubscribed"], Service.Asked.Order(StringComparer.Ordinal));
        Service.Held.Add(("unsubscribed", "c@example.com", null));
        Clock.Advance(TimeSpan.FromMinutes(20));
        rows.Skip(3).ToList().ForEach(r => Assert.True(input.Writer.TryWrite(r)));
        input.Writer.Complete();
        ImportSummary summary = await Clock.DriveAsync(streaming);

        // The chunk was b, c and d before the second look-up. The row that took the place of c is not in it.
        Assert.Equal(["b d", "e f"], Sent());
        Assert.Equal(4, Service.Asked.Count);
        Assert.Equal(["1 deleted", "3 unsubscribed"], summary.SuppressedRows.Select(r => $"{r.Row} {r.Reason}"));
        Assert.Equal((6, 4, 0, 0), (summary.RowsIn, summary.Accepted, summary.Unaccounted, summary.ExitCode));

        async IAsyncEnumerable<InputRow> Read()
        {
            read.Release();
            await foreach (InputRow row in input.Reader.ReadAllAsync())
            {
                yield return row;
                read.Release();
            }
        }
    }

    [Fact]
    public async Task Columns_that_come_late_are_named_and_one_that_means_nothing_ends_the_sending()
    {
        Service.Fields["team"] = "Team";
        using var run = new ImportRun(Service, Options(), Clock);
        using RowSpool spool = NewSpool();
        InputRow[] rows =
        [
            .. Rows("a", "b"),
            new InputRow(3, null, ["email", "cf:team"], (string?[])["c@example.com", "x"]),
            .. Rows("a", "b", "c", "d", "e").Skip(3),
            new InputRow(6, null, ["email", "cf:none"], (string?[])["f@example.com", "x"]),
            new InputRow(7, null, ["email"], (string?[])["g@example.com"]),
        ];

        ImportSummary summary = await StreamAsync(run, spool, rows);
        WrittenReport report = run.Report(Home, summary);

        Assert.Equal(["a b", "c d"], Sent());
        Assert.Equal(
            ("CcUnknownName", 7, 4, 3, 0),
            (summary.ErrorId, summary.RowsIn, summary.Accepted, summary.NotAttempted, summary.Unaccounted)
        );
        Assert.Equal((4L, 3L), (report.Succeeded, report.NotAttempted));
    }

    [Fact]
    public async Task A_column_that_means_nothing_before_anything_was_sent_is_an_error_without_an_account()
    {
        using var run = new ImportRun(Service, Options(), Clock);
        using RowSpool spool = NewSpool();

        InvalidInputException error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            StreamAsync(run, spool, [new InputRow(1, null, ["email", "cf:none"], (string?[])["a@example.com", "x"])])
        );

        Assert.Equal("CcUnknownName", error.ErrorId);
        Assert.Empty(Sent());
    }

    [Fact]
    public async Task A_file_that_breaks_off_is_accounted_for_as_far_as_it_was_read()
    {
        Directory.CreateDirectory(Home);
        string path = Path.Combine(Home, "rows.csv");
        await File.WriteAllTextAsync(
            path,
            "email\na@example.com\nb@example.com\nc@example.com\n\"d@example.com\ne@example.com\n"
        );
        using CsvRowSource file = CsvRowSource.Open(path);
        using var run = new ImportRun(Service, Options(), Clock);

        ImportSummary summary = await Clock.DriveAsync(
            run.StreamAsync(RowStream.Of(file), null, CancellationToken.None)
        );
        WrittenReport report = run.Report(Path.Combine(Home, "report"), summary);

        Assert.Equal(["a b"], Sent());
        Assert.Equal(
            ("CcInvalidFile", 3, 2, 1, 0, 2),
            (
                summary.ErrorId,
                summary.RowsIn,
                summary.Accepted,
                summary.NotAttempted,
                summary.Unaccounted,
                summary.ExitCode
            )
        );
        Assert.Equal((2L, 1L), (report.Succeeded, report.NotAttempted));
        Assert.False(run.InputEnded);
    }

    [Theory]
    [InlineData("CcInvalidRequest", HttpStatusCode.BadRequest, false, 2, 3, 2)]
    [InlineData("CcQuotaExceeded", (HttpStatusCode)429, true, 0, 5, 5)]
    public async Task A_chunk_that_is_refused_ends_the_sending_and_the_rest_is_read_to_be_accounted_for(
        string id,
        HttpStatusCode status,
        bool ends,
        int failed,
        int notAttempted,
        int exitCode
    )
    {
        Service.FailPost = n => n == 2 ? new TestFailure(id, status: status, endsTheRun: ends) : null;
        using var run = new ImportRun(Service, Options(), Clock);
        using RowSpool spool = NewSpool();

        ImportSummary summary = await StreamAsync(run, spool, Rows("a", "b", "c", "d", "e", "f", "g"));

        Assert.Equal(["a b"], Sent());
        Assert.Equal(
            (id, 7, failed, notAttempted, 0, exitCode),
            (
                summary.ErrorId,
                summary.RowsIn,
                summary.Failed,
                summary.NotAttempted,
                summary.Unaccounted,
                summary.ExitCode
            )
        );
    }

    [Fact]
    public async Task A_no_sends_nothing_and_shows_what_would_have_been_sent()
    {
        var asked = new List<ImportChunkForecast>();
        using ImportFolder folder = ImportFolder.Open(new DataFolder(Home), "r", Clock);
        using var run = new ImportRun(Service, Options(), Clock, folder) { Header = Header() };
        using RowSpool spool = folder.ContinueSpool(onlyLook: false);

        ImportSummary summary = await StreamAsync(
            run,
            spool,
            Rows("a", "b", "c"),
            chunk =>
            {
                asked.Add(chunk);
                return Task.FromResult(ChunkAnswer.Leave);
            }
        );

        Assert.Empty(Sent());
        Assert.Equal((3, 3, 3), (summary.RowsIn, summary.NotAttempted, summary.ExitCode));
        Assert.Equal(asked, run.Streamed().Chunks);
        Assert.Equal([(1, 2), (2, 1)], asked.Select(c => (c.Number, c.Rows)));
        Assert.Contains("a@example.com", run.Streamed().FirstBody, StringComparison.Ordinal);
        Assert.Null(folder.Header);
    }

    [Theory]
    [InlineData(ChunkAnswer.Send, "a b|c")]
    [InlineData(ChunkAnswer.SendAfterQuestion, "b|c")]
    public async Task Contacts_that_leave_while_a_question_is_open_are_taken_out_of_the_chunk(
        ChunkAnswer answer,
        string sent
    )
    {
        using var run = new ImportRun(Service, Options(), Clock);
        using RowSpool spool = NewSpool();

        ImportSummary summary = await StreamAsync(
            run,
            spool,
            Rows("a", "b", "c"),
            chunk =>
            {
                if (chunk.Number == 1)
                {
                    Service.Held.Add(("unsubscribed", "a@example.com", null));
                }

                return Task.FromResult(chunk.Number == 1 ? answer : ChunkAnswer.Send);
            }
        );

        Assert.Equal(sent, string.Join('|', Sent()));
        Assert.Equal((answer == ChunkAnswer.Send ? 0 : 1, 0), (summary.Suppressed, summary.Unaccounted));
    }

    [Property(MaxTest = 300)]
    public Property Stream_decides_about_every_row_as_two_passes_do()
    {
        Gen<(string Name, string Sms)> row =
            from name in Gen.Frequency(
                (8, Gen.Choose(0, 12).Select(i => "p" + i)),
                (1, Gen.Constant("bad address")),
                (1, Gen.Constant(""))
            )
            from sms in Gen.Frequency((5, Gen.Constant("")), (1, Gen.Choose(0, 5).Select(i => "123123100" + i)))
            select (name, name.Length == 0 ? "" : sms);
        var cases =
            from rows in row.ListOf()
            from held in Gen.Choose(0, 12).ListOf()
            from duplicates in Gen.Elements(ImportDuplicates.Error, ImportDuplicates.First)
            from maxRows in Gen.Choose(1, 4)
            from arrives in Gen.Elements(true, false)
            select (rows: rows.ToArray(), held, duplicates, maxRows, arrives);
        return Prop.ForAll(
            cases.ToArbitrary(),
            c =>
            {
                string[] headings = ["email", "sms_number"];
                InputRow[] rows =
                [
                    .. c.rows.Select(
                        (r, i) =>
                            new InputRow(
                                i + 1,
                                null,
                                headings,
                                (string?[])[r.Name.Length == 0 ? "" : r.Name + "@example.com", r.Sms]
                            )
                    ),
                ];
                FakeImportService[] services = [NewService(), NewService()];
                foreach (FakeImportService service in services)
                {
                    service.Held.AddRange(
                        c.held.Select(
                            (h, i) =>
                                (i % 2 == 0 ? "deleted" : "unsubscribed", (string?)$"P{h}@example.com", (string?)null)
                        )
                    );
                }

                ImportOptions options = Options(ImportInvalid.Skip, c.duplicates, c.maxRows);
                using RowSpool whole = NewSpool();
                rows.ToList().ForEach(whole.Add);
                using var two = new ImportRun(services[0], options with { Stream = false }, Clock);
                two.PrepareAsync(whole, CancellationToken.None).GetAwaiter().GetResult();
                ImportSummary wanted = Clock.DriveAsync(two.SendAsync(CancellationToken.None)).GetAwaiter().GetResult();
                using var one = new ImportRun(services[1], options, Clock);
                using RowSpool spool = NewSpool();
                ImportSummary got = c.arrives
                    ? StreamAsync(one, spool, rows).GetAwaiter().GetResult()
                    : Clock
                        .DriveAsync(one.StreamAsync(RowStream.Of(whole), null, CancellationToken.None))
                        .GetAwaiter()
                        .GetResult();

                Assert.Equal(
                    services[0].Bodies.Select(b => string.Join(' ', b)),
                    services[1].Bodies.Select(b => string.Join(' ', b))
                );
                for (int place = 1; place <= rows.Length; place++)
                {
                    Assert.Equal(two.Rows.MarkOf(place), one.Rows.MarkOf(place));
                }

                Assert.Equal(
                    (
                        wanted.RowsIn,
                        wanted.Accepted,
                        wanted.Failed,
                        wanted.Duplicates,
                        wanted.Suppressed,
                        wanted.NotAttempted,
                        0L
                    ),
                    (
                        got.RowsIn,
                        got.Accepted,
                        got.Failed,
                        got.Duplicates,
                        got.Suppressed,
                        got.NotAttempted,
                        got.Unaccounted
                    )
                );
                Assert.Equal(wanted.Failures.Select(f => f.ToString()), got.Failures.Select(f => f.ToString()));
            }
        );
    }
}
