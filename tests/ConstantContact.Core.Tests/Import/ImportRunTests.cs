using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Judging;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace ConstantContact.Core.Tests.Import;

public sealed class ImportRunTests
{
    private static readonly string[] Headings = ["email", "first_name"];
    private readonly TestClock _time = new();
    private readonly FakeImportService _service;

    public ImportRunTests() => _service = new FakeImportService { Time = _time };

    [Theory]
    [InlineData(14, "a b|c d")]
    [InlineData(16, "a b|d")]
    public async Task Contacts_that_leave_while_a_chunk_is_made_are_taken_out_of_it_if_the_last_look_is_old(
        int minutes,
        string sent
    )
    {
        var rows = new SlowRows(() =>
        {
            // The row before is in the chunk already.
            _service.Held.Add(("deleted", "c@example.com", null));
            _time.Advance(TimeSpan.FromMinutes(minutes));
        });
        using var run = new ImportRun(_service, new ImportOptions { ListIds = ["list-1"], MaxRows = 2 }, _time);
        await run.PrepareAsync(rows, CancellationToken.None);
        ImportSummary summary = await _time.DriveAsync(run.SendAsync(CancellationToken.None));

        Assert.Equal(
            sent,
            string.Join(
                '|',
                _service.Bodies.Select(b =>
                    string.Join(' ', b.Select(e => e[..e.IndexOf('@', StringComparison.Ordinal)]))
                )
            )
        );
        Assert.Equal(0, summary.Unaccounted);
    }

    /// <summary>Four rows. When they are read to be sent, something happens before the last.</summary>
    private sealed class SlowRows(Action beforeLast) : IRowSource
    {
        private static readonly string[] Headings = ["email"];
        private int _passes;

        public string? Name => null;

        public IEnumerable<InputRow> Read(CancellationToken cancellationToken)
        {
            int pass = ++_passes;
            string[] names = ["a", "b", "c", "d"];
            for (int i = 0; i < names.Length; i++)
            {
                if (pass == 2 && i == 3)
                {
                    beforeLast();
                }

                yield return new InputRow(i + 1, null, Headings, (string?[])[names[i] + "@example.com"]);
            }
        }
    }

    [Fact]
    public async Task Valid_rows_are_sent_in_order_and_accepted()
    {
        ImportSummary summary = await RunAsync(Options(maxRows: 2), Emails("a", "b", "c", "d", "e"));

        Assert.Equal(["a b", "c d", "e"], Sent());
        Assert.Equal((5, 5, 5, 0), (summary.RowsIn, summary.Sent, summary.Accepted, summary.ExitCode));
        Assert.Equal([(1L, 2L), (3L, 4L), (5L, 5L)], summary.Chunks.Select(c => (c.FirstRow, c.LastRow)));
        Assert.All(summary.Chunks, c => Assert.Equal(ImportChunkState.Completed, c.State));
        Assert.Equal(_service.RequestsUsed, summary.RequestsUsed);
        Assert.True(summary.ConsentChecked);
    }

    [Fact]
    public async Task One_invalid_row_prevents_every_request()
    {
        ImportSummary summary = await RunAsync(Options(), Emails("a", "bad address", "c"));

        Assert.Empty(_service.Bodies);
        Assert.Equal(0, _service.RequestsUsed);
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

    [Theory]
    [InlineData(false, false, "ok", "gone deleted, Left unsubscribed")]
    [InlineData(true, false, "gone ok", "Left unsubscribed")]
    [InlineData(false, true, "ok Left", "gone deleted")]
    [InlineData(true, true, "gone ok Left", "")]
    public async Task Deleted_and_unsubscribed_contacts_are_held_back_unless_their_switch_is_given(
        bool restore,
        bool includeUnsubscribed,
        string sent,
        string suppressed
    )
    {
        _service.Held.Add(("deleted", "Gone@example.com", null));
        _service.Held.Add(("unsubscribed", "left@EXAMPLE.com", null));
        _service.Held.Add(("unsubscribed", "stranger@example.com", null));
        _service.Held.Add(("deleted", null, "+1 231-231-2345"));
        string[] names = ["gone", "ok", "Left"];

        ImportSummary summary = await RunAsync(
            Options(restore: restore, includeUnsubscribed: includeUnsubscribed),
            Emails(names)
        );

        Assert.Equal([sent], Sent());
        Assert.Equal(
            suppressed,
            string.Join(", ", summary.SuppressedRows.Select(r => $"{names[r.Row - 1]} {r.Reason}"))
        );
        Assert.Equal(
            (0, 0, !(restore && includeUnsubscribed)),
            (summary.Unaccounted, summary.ExitCode, summary.ConsentChecked)
        );
    }

    [Theory]
    [InlineData(false, false, "")]
    [InlineData(true, false, "")]
    [InlineData(false, true, "")]
    [InlineData(true, true, "a")]
    public async Task Contact_deleted_after_unsubscribing_is_held_back_unless_both_switches_are_given(
        bool restore,
        bool includeUnsubscribed,
        string sent
    )
    {
        _service.Held.Add(("deleted unsubscribed", "a@example.com", null));

        ImportSummary summary = await RunAsync(
            Options(restore: restore, includeUnsubscribed: includeUnsubscribed),
            Emails("a")
        );

        Assert.Equal(sent, string.Join(", ", Sent()));
        Assert.Equal(sent.Length == 0 ? 1 : 0, summary.Suppressed);
    }

    [Fact]
    public async Task Sms_number_of_a_deleted_contact_is_held_back()
    {
        _service.Held.Add(("deleted", null, "1231231234"));
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(new InputRow(spool.Count + 1, null, ["email", "sms_number"], (string?[])["", "123-123-1234"]));

        ImportSummary summary = await RunAsync(Options(), spool);

        Assert.Equal((1, 0), (summary.Suppressed, summary.Sent));
    }

    [Fact]
    public async Task Explicit_sms_permission_holds_back_contacts_that_opted_out_of_sms()
    {
        _service.Held.Add(("sms_unsubscribed", null, "1231231234"));
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(
            new InputRow(
                1,
                null,
                ["email", "sms_number", "sms_consent_date"],
                (string?[])["a@example.com", "123-123-1234", "2025-01-02"]
            )
        );

        ImportSummary summary = await RunAsync(Options(sms: "explicit"), spool);

        Assert.Equal("sms_unsubscribed", Assert.Single(summary.SuppressedRows).Reason);
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
    public async Task Skipped_consent_check_sends_no_look_up_and_is_reported()
    {
        _service.Held.Add(("deleted", "a@example.com", null));

        ImportSummary summary = await RunAsync(Options(skipConsent: true), Emails("a"));

        Assert.Equal(["a"], Sent());
        Assert.Empty(_service.Asked);
        Assert.False(summary.ConsentChecked);
    }

    [Fact]
    public async Task Unknown_field_is_an_error_before_anything_is_sent()
    {
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(new InputRow(spool.Count + 1, null, ["email", "cf:team"], (string?[])["a@example.com", "x"]));

        await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync(Options(), spool));
        Assert.Equal(["fields"], _service.Asked);
    }

    [Fact]
    public async Task Known_field_is_sent_with_the_spelling_of_the_account()
    {
        _service.Fields["team"] = "Team";
        using var spool = new RowSpool(new System.IO.MemoryStream());
        spool.Add(new InputRow(spool.Count + 1, null, ["email", "cf:team"], (string?[])["a@example.com", "x"]));
        var run = new ImportRun(_service, Options(), _time);

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
        _service.FailList = new TestFailure("CcServiceUnavailable");
        _service.FailPost = n => n == 2 ? new TestFailure("CcTimeout", mayHaveArrived: true) : null;

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
        _service.FailPost = n => n == 2 ? new TestFailure(id, status: status, endsTheRun: ends) : null;

        ImportSummary summary = await RunAsync(Options(maxRows: 2), Emails("a", "b", "c", "d", "e"));

        Assert.Equal(["a b"], Sent());
        Assert.Equal(
            (failed, notAttempted, 0, exitCode),
            (summary.Failed, summary.NotAttempted, summary.Unaccounted, summary.ExitCode)
        );
        Assert.Equal(ends ? 2 : 0, summary.Pending);
        Assert.Equal(id, summary.ErrorId);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Explicit_sms_permission_for_unsubscribed_contacts_needs_a_consent_reference(string? reference)
    {
        ImportOptions With(string? text) =>
            new()
            {
                ListIds = ["04fe9a97-a579-43c5-bb1a-58ed29bf0a6a"],
                SmsPermission = "explicit",
                IncludeUnsubscribed = true,
                ConsentReference = text,
            };

        Assert.Equal(
            "CcConsentNeeded",
            Assert.Throws<InvalidInputException>(() => new ImportRun(_service, With(reference), _time)).ErrorId
        );
        using var run = new ImportRun(_service, With("form 7"), _time);
        Assert.Equal("form 7", ImportOptions.FromJson(With("form 7").ToJson()).ConsentReference);
    }

    [Fact]
    public async Task Allowance_that_is_used_up_while_sending_tells_how_many_rows_are_left()
    {
        _service.FailPost = n =>
            n == 2 ? new QuotaExceededException("Today's allowance is used up.", _time.GetUtcNow().AddHours(3)) : null;

        ImportSummary summary = await RunAsync(Options(maxRows: 2), Emails("a", "b", "c", "d", "e"));

        QuotaExceededException error = Assert.IsType<QuotaExceededException>(summary.ToException());
        Assert.Equal((3, 3, 5), (error.RowsUndone, summary.NotAttempted, summary.ExitCode));
        Assert.Contains("3 rows were not attempted", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Allowance_that_is_used_up_before_sending_tells_that_nothing_was_sent_and_how_many_rows_are_left()
    {
        _service.FailFind = new QuotaExceededException("Today's allowance is used up.", _time.GetUtcNow().AddHours(3));

        QuotaExceededException error = await Assert.ThrowsAsync<QuotaExceededException>(() =>
            RunAsync(Options(), Emails("a", "b"))
        );

        Assert.Equal(2, error.RowsUndone);
        Assert.Contains("nothing was sent", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_counter_of_an_activity_has_its_own_part_in_the_summary()
    {
        _service.Outcome = (id, rows) =>
            new ImportActivity
            {
                ActivityId = id,
                State = "completed",
                PersonCount = 3,
                ErrorCount = 1,
                CorrectableCount = 1,
                CannotAddToListCount = 2,
                Errors = ["Line 4 is odd."],
            };

        ImportSummary summary = await RunAsync(Options(), Emails("a", "b", "c", "d", "e"));

        Assert.Equal(
            (3, 2, 1, 1, 0, 2),
            (
                summary.Accepted,
                summary.NotAddedToList,
                summary.Rejected,
                summary.Correctable,
                summary.Unaccounted,
                summary.ExitCode
            )
        );
        Assert.Equal(["Line 4 is odd."], summary.Chunks.Single().Errors);
    }

    [Theory]
    [InlineData(3, 2)]
    [InlineData(6, -1)]
    public async Task Counters_that_do_not_add_up_are_reported_with_the_difference(int persons, int unaccounted)
    {
        _service.Outcome = (id, _) =>
            new ImportActivity
            {
                ActivityId = id,
                State = "completed",
                PersonCount = persons,
            };

        ImportSummary summary = await RunAsync(Options(), Emails("a", "b", "c", "d", "e"));

        Assert.Equal((unaccounted, 2), (summary.Unaccounted, summary.ExitCode));
        Assert.NotNull(summary.UnaccountedReason);
        Assert.Contains("for 5 rows", summary.Chunks.Single().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("failed", 4, 0, 2)]
    [InlineData("cancelled", 4, 0, 2)]
    [InlineData("timed_out", 0, 4, 2)]
    public async Task Activity_that_does_not_complete_keeps_its_accepted_rows_and_every_other_row_is_accounted_for(
        string state,
        int failed,
        int unknown,
        int exitCode
    )
    {
        _service.Outcome = (id, _) =>
            new ImportActivity
            {
                ActivityId = id,
                State = state,
                PersonCount = 1,
            };

        ImportSummary summary = await RunAsync(Options(), Emails("a", "b", "c", "d", "e"));

        Assert.Equal(
            (1, failed, unknown, 0, exitCode),
            (summary.Accepted, summary.Failed, summary.Unknown, summary.Unaccounted, summary.ExitCode)
        );
        Assert.NotNull(summary.Chunks.Single().Message);
    }

    [Fact]
    public async Task Wait_for_an_activity_that_never_ends_stops_at_the_timeout_after_few_checks()
    {
        _service.LooksBefore = int.MaxValue;

        ImportSummary summary = await RunAsync(
            Options(maxRows: 2, timeout: TimeSpan.FromMinutes(10)),
            Emails("a", "b", "c")
        );

        Assert.Equal((3, 0, 2), (summary.Pending, summary.Unaccounted, summary.ExitCode));
        Assert.Equal("CcTimeout", summary.ErrorId);
        Assert.All(summary.Chunks, c => Assert.Equal(ImportChunkState.Unfinished, c.State));
        Assert.InRange(_service.Gets, 10, 30);
        Assert.Contains("Get-CcActivity activity-1", summary.Chunks[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Occasional_failed_checks_do_not_end_the_wait()
    {
        _service.LooksBefore = 6;
        _service.FailGet = n => n is 1 or 2 or 4 ? new TestFailure("CcServiceUnavailable") : null;

        ImportSummary summary = await RunAsync(Options(), Emails("a"));

        Assert.Equal((1, 0), (summary.Accepted, summary.ExitCode));
    }

    [Fact]
    public async Task Activity_that_the_service_forgot_is_unknown_and_the_next_one_is_still_checked()
    {
        _service.FailGet = n => n <= 5 ? new TestFailure("CcNotFound", status: HttpStatusCode.NotFound) : null;

        ImportSummary summary = await RunAsync(Options(maxRows: 1), Emails("a", "b"));

        Assert.Equal((1, 1, 2), (summary.Accepted, summary.Unknown, summary.ExitCode));
        Assert.Equal(ImportChunkState.Forgotten, summary.Chunks[0].State);
    }

    [Fact]
    public async Task Summary_tells_how_long_the_run_waited_and_for_what()
    {
        ImportSummary summary = await RunAsync(Options(), Emails("a"));

        Assert.Equal((_service.Waited, _service.Paced), (summary.Waited, summary.Paced));
    }

    [Fact]
    public async Task Run_without_waiting_is_pending()
    {
        ImportSummary summary = await RunAsync(Options(wait: false), Emails("a", "b"));

        Assert.Equal((2, 0, 0, 0), (summary.Pending, _service.Gets, summary.Unaccounted, summary.ExitCode));
        Assert.Equal("activity-1", summary.Chunks.Single().ActivityId);
    }

    [Fact]
    public async Task Stopped_run_ends_the_wait_at_once()
    {
        _service.LooksBefore = int.MaxValue;
        using var stop = new CancellationTokenSource();
        var run = new ImportRun(_service, Options(), _time);
        using RowSpool rows = Emails("a");
        await run.PrepareAsync(rows, stop.Token);
        Task<ImportSummary> sending = run.SendAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Fact]
    public async Task Forecast_shows_the_bodies_that_are_then_sent()
    {
        _service.Held.Add(("deleted", "b@example.com", null));
        using RowSpool rows = Emails("a", "b", "c", "d");
        var run = new ImportRun(_service, Options(maxRows: 2), _time);
        await run.PrepareAsync(rows, CancellationToken.None);

        ImportForecast forecast = await run.ForecastAsync(CancellationToken.None);
        Assert.Empty(_service.Bodies);
        ImportSummary declined = run.Decline();
        ImportSummary summary = await _time.DriveAsync(run.SendAsync(CancellationToken.None));

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
        var strict = new ImportRun(_service, Options(format: ImportFormat.Csv), _time);
        var lax = new ImportRun(_service, Options(format: ImportFormat.Csv, allowBlank: true), _time);

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
        var run = new ImportRun(_service, Options(sms: "explicit"), _time);

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
            _service.Fields[field] = field;
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
                _service,
                new ImportOptions
                {
                    ListIds =
                    [
                        .. Enumerable
                            .Range(0, count)
                            .Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                    ],
                },
                _time
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

    [Property(MaxTest = 300)]
    public bool Rows_come_back_from_the_spool_as_they_were(string[][] rows)
    {
        using var spool = new RowSpool(new System.IO.MemoryStream());
        foreach (string[] row in rows)
        {
            spool.Add(new InputRow(spool.Count + 1, null, [.. row.Select((_, i) => "h" + i)], row));
        }

        InputRow[] back = [.. spool.Read(CancellationToken.None)];
        return spool.Count == rows.Length
            && back.Select(r => string.Join('\0', r.Values))
                .SequenceEqual(rows.Select(r => string.Join('\0', r.Select(v => v ?? ""))), StringComparer.Ordinal)
            && back.Select(r => r.Number).SequenceEqual(Enumerable.Range(1, rows.Length).Select(n => (long)n));
    }

    [Fact]
    public void Many_rows_and_large_rows_come_back_from_the_spool_as_they_were()
    {
        using var spool = new RowSpool(new System.IO.MemoryStream());
        string[] values =
        [
            .. Enumerable
                .Range(0, 3000)
                .Select(i => new string((char)('a' + (i % 26)), i % 7 == 0 ? 300_000 : i % 1000)),
        ];
        foreach (string value in values.Take(400))
        {
            spool.Add(new InputRow(spool.Count + 1, null, Headings, (string?[])[value, "x"]));
        }

        Assert.True(
            spool
                .Read(CancellationToken.None)
                .Select(r => (string)r.Values[0]!)
                .SequenceEqual(values.Take(400), StringComparer.Ordinal)
        );
    }

    private static ImportOptions Options(
        ImportInvalid onInvalid = ImportInvalid.Stop,
        ImportDuplicates duplicates = ImportDuplicates.Error,
        bool restore = false,
        bool includeUnsubscribed = false,
        bool skipConsent = false,
        bool wait = true,
        int maxRows = ContactLimits.ImportRows,
        int maxBytes = ContactLimits.ImportBytes,
        TimeSpan? timeout = null,
        ImportFormat format = ImportFormat.Auto,
        bool allowBlank = false,
        string? sms = null
    ) =>
        new()
        {
            ListIds = ["list-1"],
            OnInvalid = onInvalid,
            Duplicates = duplicates,
            Restore = restore,
            IncludeUnsubscribed = includeUnsubscribed,
            SkipConsentCheck = skipConsent,
            Wait = wait,
            MaxRows = maxRows,
            MaxBytes = maxBytes,
            Timeout = timeout ?? TimeSpan.FromHours(1),
            Format = format,
            AllowBlank = allowBlank,
            SmsPermission = sms,
        };

    private static RowSpool Emails(params string[] names)
    {
        var spool = new RowSpool(new System.IO.MemoryStream());
        foreach (string name in names)
        {
            spool.Add(
                new InputRow(
                    spool.Count + 1,
                    null,
                    Headings,
                    (string?[])[name.Length == 0 ? "" : name + "@example.com", "X"]
                )
            );
        }

        return spool;
    }

    private List<string> Sent() =>
        [
            .. _service.Bodies.Select(b =>
                string.Join(' ', b.Select(e => e[..e.IndexOf('@', StringComparison.Ordinal)]))
            ),
        ];

    private Task<ImportSummary> RunAsync(ImportOptions options, IRowSource rows) => RunAsync(_service, options, rows);

    private async Task<ImportSummary> RunAsync(FakeImportService service, ImportOptions options, IRowSource rows)
    {
        using var run = new ImportRun(service, options, _time);
        await run.PrepareAsync(rows, CancellationToken.None);
        return await _time.DriveAsync(run.SendAsync(CancellationToken.None));
    }
}
