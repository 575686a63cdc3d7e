using System.Net;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Import;

public sealed class ImportRunTests : ImportRunLab
{
    [Fact]
    public async Task Valid_rows_are_sent_in_order_and_accepted()
    {
        ImportSummary summary = await RunAsync(Options(maxRows: 2), Emails("a", "b", "c", "d", "e"));

        Assert.Equal(["a b", "c d", "e"], Sent());
        Assert.Equal((5, 5, 5, 0), (summary.RowsIn, summary.Sent, summary.Accepted, summary.ExitCode));
        Assert.Equal([(1L, 2L), (3L, 4L), (5L, 5L)], summary.Chunks.Select(c => (c.FirstRow, c.LastRow)));
        Assert.All(summary.Chunks, c => Assert.Equal(ImportChunkState.Completed, c.State));
        Assert.Equal(Service.RequestsUsed, summary.RequestsUsed);
        Assert.True(summary.ConsentChecked);
    }

    [Fact]
    public async Task One_invalid_row_prevents_every_request()
    {
        ImportSummary summary = await RunAsync(Options(), Emails("a", "bad address", "c"));

        Assert.Empty(Service.Bodies);
        Assert.Equal(0, Service.RequestsUsed);
        Assert.Equal((3, 1, 2, 3), (summary.RowsIn, summary.Failed, summary.NotAttempted, summary.ExitCode));
        RowFailure failure = Assert.Single(summary.Failures);
        Assert.Equal(2, failure.Row);
        Assert.Contains("holds a blank", failure.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_rows_are_sent_if_invalid_rows_are_skipped()
    {
        ImportSummary summary = await RunAsync(
            Options(onInvalid: ImportInvalid.Skip),
            Emails("a", "bad address", "c", "")
        );

        Assert.Equal(["a c"], Sent());
        Assert.Equal(
            (4, 2, 2, 0, 2),
            (summary.RowsIn, summary.Accepted, summary.Failed, summary.NotAttempted, summary.ExitCode)
        );
        Assert.Equal([2L, 4L], summary.Failures.Select(f => f.Row));
    }

    [Theory]
    [InlineData(ImportDuplicates.First, "a b c", 2)]
    [InlineData(ImportDuplicates.Last, "b c A", 2)]
    public async Task Duplicates_are_left_out_in_favour_of_the_chosen_row(
        ImportDuplicates action,
        string sent,
        int left
    )
    {
        ImportSummary summary = await RunAsync(Options(duplicates: action), Emails("a", "b", "a", "c", "A"));

        Assert.Equal([sent], Sent());
        Assert.Equal(
            (3, left, 0, 0, 0),
            (summary.Accepted, summary.Duplicates, summary.Failed, summary.Unaccounted, summary.ExitCode)
        );
    }

    [Fact]
    public async Task Duplicates_are_invalid_by_default_and_name_the_first_row()
    {
        ImportSummary summary = await RunAsync(Options(onInvalid: ImportInvalid.Skip), Emails("a", "b", "A"));

        Assert.Equal(["a b"], Sent());
        Assert.Equal(
            (3, RowRules.Duplicate),
            (summary.Failures.Single().Row, summary.Failures.Single().Findings.Single().RuleId)
        );
        Assert.Contains("row 1 is about the same contact", summary.Failures.Single().Reason, StringComparison.Ordinal);
        Assert.Equal(0, summary.Unaccounted);
    }

    [Fact]
    public async Task Row_that_cannot_be_read_is_a_failure()
    {
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(
            new InputRow(1, null, [], (string?[])[])
            {
                Defect = RowFinding.Unreadable(1, null, "'x' is a string and not a row", "Give rows."),
            }
        );
        spool.Add(new InputRow(2, null, Headings, (string?[])["a@example.com", "A"]));

        ImportSummary summary = await RunAsync(Options(onInvalid: ImportInvalid.Skip), spool);

        Assert.Equal((1, 1, 0), (summary.Failed, summary.Accepted, summary.Unaccounted));
    }

    [Fact]
    public async Task Unknown_field_is_an_error_before_anything_is_sent()
    {
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(new InputRow(spool.Count + 1, null, ["email", "cf:team"], (string?[])["a@example.com", "x"]));

        await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync(Options(), spool));
        Assert.Equal(["fields"], Service.Asked);
    }

    [Fact]
    public async Task Known_field_is_sent_with_the_spelling_of_the_account()
    {
        Service.Fields["team"] = "Team";
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(new InputRow(spool.Count + 1, null, ["email", "cf:team"], (string?[])["a@example.com", "x"]));
        var run = new ImportRun(Service, Options(), Clock);

        await run.PrepareAsync(spool, CancellationToken.None);

        Assert.Contains(
            "\"cf:Team\":\"x\"",
            (await run.ForecastAsync(CancellationToken.None)).FirstBody,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Post_that_may_have_arrived_and_cannot_be_looked_up_is_not_repeated_and_ends_the_run()
    {
        Service.FailList = new TestFailure("CcServiceUnavailable");
        Service.FailPost = n => n == 2 ? new TestFailure("CcTimeout", mayHaveArrived: true) : null;

        ImportSummary summary = await RunAsync(Options(maxRows: 2), Emails("a", "b", "c", "d", "e"));

        Assert.Equal(["a b", "c d"], Sent());
        Assert.Equal(
            (2, 2, 1, 0, 2),
            (summary.Accepted, summary.Unknown, summary.NotAttempted, summary.Unaccounted, summary.ExitCode)
        );
        Assert.Equal("CcTimeout", summary.ErrorId);
        Assert.Contains("may have arrived", summary.Chunks[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CcInvalidRequest", HttpStatusCode.BadRequest, false, 2, 1, 2)]
    [InlineData("CcQueueFull", (HttpStatusCode)429, false, 0, 3, 2)]
    [InlineData("CcConnectionFailed", null, false, 0, 3, 2)]
    [InlineData("CcAuthenticationFailed", HttpStatusCode.Unauthorized, true, 0, 3, 4)]
    [InlineData("CcQuotaExceeded", (HttpStatusCode)429, true, 0, 3, 5)]
    public async Task Refused_post_ends_the_run_and_every_row_is_accounted_for(
        string id,
        HttpStatusCode? status,
        bool ends,
        int failed,
        int notAttempted,
        int exitCode
    )
    {
        Service.FailPost = n => n == 2 ? new TestFailure(id, status: status, endsTheRun: ends) : null;

        ImportSummary summary = await RunAsync(Options(maxRows: 2), Emails("a", "b", "c", "d", "e"));

        Assert.Equal(["a b"], Sent());
        Assert.Equal(
            (failed, notAttempted, 0, exitCode),
            (summary.Failed, summary.NotAttempted, summary.Unaccounted, summary.ExitCode)
        );
        Assert.Equal(ends ? 2 : 0, summary.Pending);
        Assert.Equal(id, summary.ErrorId);
    }

    [Fact]
    public async Task Allowance_that_is_used_up_while_sending_tells_how_many_rows_are_left()
    {
        Service.FailPost = n =>
            n == 2 ? new QuotaExceededException("Today's allowance is used up.", Clock.GetUtcNow().AddHours(3)) : null;

        ImportSummary summary = await RunAsync(Options(maxRows: 2), Emails("a", "b", "c", "d", "e"));

        QuotaExceededException error = Assert.IsType<QuotaExceededException>(summary.ToException());
        Assert.Equal((3, 3, 5), (error.RowsUndone, summary.NotAttempted, summary.ExitCode));
        Assert.Contains("3 rows were not attempted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allowance_that_is_used_up_before_sending_tells_that_nothing_was_sent_and_how_many_rows_are_left()
    {
        Service.FailFind = new QuotaExceededException("Today's allowance is used up.", Clock.GetUtcNow().AddHours(3));

        QuotaExceededException error = await Assert.ThrowsAsync<QuotaExceededException>(() =>
            RunAsync(Options(), Emails("a", "b"))
        );

        Assert.Equal(2, error.RowsUndone);
        Assert.Contains("nothing was sent", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forecast_shows_the_bodies_that_are_then_sent()
    {
        Service.Held.Add(("deleted", "b@example.com", null));
        using RowSpool rows = Emails("a", "b", "c", "d");
        var run = new ImportRun(Service, Options(maxRows: 2), Clock);
        await run.PrepareAsync(rows, CancellationToken.None);

        ImportForecast forecast = await run.ForecastAsync(CancellationToken.None);
        Assert.Empty(Service.Bodies);
        ImportSummary declined = run.Decline();
        ImportSummary summary = await Clock.DriveAsync(run.SendAsync(CancellationToken.None));

        Assert.Equal((2, 3, 1), (forecast.Requests, forecast.Rows, forecast.Suppressed));
        Assert.Equal(
            forecast.Chunks.Select(c => (c.Rows, c.Bytes, c.FirstRow, c.LastRow)),
            summary.Chunks.Select(c => (c.Rows, c.Bytes, c.FirstRow, c.LastRow))
        );
        Assert.StartsWith(
            "{\"import_data\":[{\"email\":\"a@example.com\"",
            forecast.FirstBody,
            StringComparison.Ordinal
        );
        Assert.Equal((4, 3, 1, 0), (declined.RowsIn, declined.NotAttempted, declined.Suppressed, declined.Unaccounted));
    }

    [Fact]
    public void Csv_column_that_the_file_import_does_not_document_is_refused()
    {
        InvalidInputException error = Assert.Throws<InvalidInputException>(() =>
            ImportRun.Check(["email", "work_city"], null, false, ImportFormat.Csv)
        );

        Assert.Contains("-Format Json", error.RecommendedAction, StringComparison.Ordinal);
        ImportRun.Check(["email", "work_city"], null, false, ImportFormat.Json);
    }

    [Fact]
    public async Task Blank_cell_of_a_csv_import_is_invalid_unless_allowed()
    {
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(new InputRow(spool.Count + 1, null, Headings, (string?[])["a@example.com", ""]));
        var strict = new ImportRun(Service, Options(format: ImportFormat.Csv), Clock);
        var lax = new ImportRun(Service, Options(format: ImportFormat.Csv, allowBlank: true), Clock);

        await strict.PrepareAsync(spool, CancellationToken.None);
        await lax.PrepareAsync(spool, CancellationToken.None);

        Assert.Equal(RowRules.BlankCell, strict.Failures.Single().Findings.Single().RuleId);
        Assert.True(lax.MaySend);
    }

    [Fact]
    public async Task Number_without_consent_date_is_invalid_with_explicit_sms_permission()
    {
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(
            new InputRow(spool.Count + 1, null, ["sms_number", "sms_consent_date"], (string?[])["1231231234", ""])
        );
        spool.Add(
            new InputRow(
                spool.Count + 1,
                null,
                ["sms_number", "sms_consent_date"],
                (string?[])["1231231235", "1/2/2025"]
            )
        );
        var run = new ImportRun(Service, Options(sms: "explicit"), Clock);

        await run.PrepareAsync(spool, CancellationToken.None);

        Assert.Equal(
            (1, RowRules.ConsentDateMissing),
            (run.Failures.Single().Row, run.Failures.Single().Findings.Single().RuleId)
        );
    }

    [Fact]
    public async Task Row_that_is_larger_than_a_chunk_is_a_failure_that_names_the_row()
    {
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(new InputRow(spool.Count + 1, null, Headings, (string?[])["a@example.com", "A"]));
        spool.Add(
            new InputRow(
                spool.Count + 1,
                null,
                ["email", "cf:x", "cf:y", "cf:z"],
                (string?[])["b@example.com", new string('x', 255), new string('y', 255), new string('z', 255)]
            )
        );
        foreach (string field in (string[])["x", "y", "z"])
        {
            Service.Fields[field] = field;
        }

        ImportSummary summary = await RunAsync(Options(onInvalid: ImportInvalid.Skip, maxBytes: 700), spool);

        Assert.Equal(
            (2, RowRules.TooLarge),
            (summary.Failures.Single().Row, summary.Failures.Single().Findings.Single().RuleId)
        );
        Assert.Equal((1, 0), (summary.Accepted, summary.Unaccounted));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(51)]
    public void No_lists_and_too_many_lists_are_refused(int count) =>
        Assert.Throws<InvalidInputException>(() =>
            new ImportRun(
                Service,
                new ImportOptions
                {
                    ListIds =
                    [
                        .. Enumerable
                            .Range(0, count)
                            .Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    ],
                },
                Clock
            )
        );

    [Property(MaxTest = 300)]
    public Property Every_row_is_accounted_for_whatever_the_service_answers()
    {
        Gen<string> name = Gen.Frequency(
            (8, Gen.Choose(0, 40).Select(i => "p" + i)),
            (1, Gen.Constant("bad address")),
            (1, Gen.Constant(""))
        );
        var cases =
            from names in name.ListOf().Select(l => l.ToArray())
            from held in Gen.Choose(0, 40).ListOf()
            from fails in Gen.Choose(0, 6)
            from kind in Gen.Choose(0, 4)
            from duplicates in Gen.Elements(ImportDuplicates.Error, ImportDuplicates.First, ImportDuplicates.Last)
            from invalid in Gen.Elements(ImportInvalid.Skip, ImportInvalid.Skip, ImportInvalid.Stop)
            from maxRows in Gen.Choose(1, 5)
            from lost in Gen.Choose(0, 2)
            select (names, held, fails, kind, duplicates, invalid, maxRows, lost);
        return Prop.ForAll(
            cases.ToArbitrary(),
            c =>
            {
                var service = new FakeImportService
                {
                    Time = Clock,
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
                    Outcome = (id, rows) =>
                        new ImportActivity
                        {
                            ActivityId = id,
                            State = "completed",
                            PersonCount = Math.Max(0, rows - c.lost),
                        },
                };
                service.Held.AddRange(
                    c.held.Select(
                        (h, i) => (i % 2 == 0 ? "deleted" : "unsubscribed", (string?)$"P{h}@example.com", (string?)null)
                    )
                );
                using RowSpool rows = Emails(c.names);
                ImportSummary s = RunAsync(
                        service,
                        Options(onInvalid: c.invalid, duplicates: c.duplicates, maxRows: c.maxRows),
                        rows
                    )
                    .GetAwaiter()
                    .GetResult();

                Assert.Equal(c.names.Length, s.RowsIn);
                Assert.Equal(s.Chunks.Sum(k => k.Unaccounted), s.Unaccounted);
                Assert.True(
                    new[]
                    {
                        s.Accepted,
                        s.Suppressed,
                        s.Duplicates,
                        s.Failed,
                        s.NotAttempted,
                        s.Pending,
                        s.Unknown,
                    }.All(n => n >= 0)
                );

                // The rows sent are the first of those to be sent: valid, not held back, one row per contact, in order.
                var held = c.held.Select(h => "p" + h).ToHashSet(StringComparer.Ordinal);
                var wanted = c
                    .names.Select((n, i) => (n, i))
                    .Where(x => x.n.StartsWith('p'))
                    .Where(x =>
                        (
                            c.duplicates == ImportDuplicates.Last
                                ? Array.LastIndexOf(c.names, x.n)
                                : Array.IndexOf(c.names, x.n)
                        ) == x.i
                    )
                    .Select(x => x.n)
                    .Where(n => !held.Contains(n))
                    .ToList();
                List<string> sent =
                [
                    .. service.Bodies.SelectMany(b => b).Select(e => e[..e.IndexOf('@', StringComparison.Ordinal)]),
                ];
                bool stopped = c.invalid == ImportInvalid.Stop && s.Failures.Count > 0;
                Assert.Equal(string.Join(' ', stopped ? [] : wanted.Take(sent.Count)), string.Join(' ', sent));
                Assert.True(stopped || s.EndedBy is not null || sent.Count == wanted.Count);
                Assert.Equal(sent.Distinct(StringComparer.Ordinal).Count(), sent.Count);
            }
        );
    }
}
