using System.Net;
using ConstantContact.Core.Api;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Import;

/// <summary>The wait for the activities of an import, and their counters.</summary>
public sealed class ImportWaitTests : ImportRunLab
{
    [Fact]
    public async Task Each_counter_of_an_activity_has_its_own_part_in_the_summary()
    {
        Service.Outcome = (id, rows) =>
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
        Service.Outcome = (id, _) =>
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
        Service.Outcome = (id, _) =>
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
        Service.LooksBefore = int.MaxValue;

        ImportSummary summary = await RunAsync(
            Options(maxRows: 2, timeout: TimeSpan.FromMinutes(10)),
            Emails("a", "b", "c")
        );

        Assert.Equal((3, 0, 2), (summary.Pending, summary.Unaccounted, summary.ExitCode));
        Assert.Equal("CcTimeout", summary.ErrorId);
        Assert.All(summary.Chunks, c => Assert.Equal(ImportChunkState.Unfinished, c.State));
        Assert.InRange(Service.Gets, 10, 30);
        Assert.Contains("Get-CcActivity activity-1", summary.Chunks[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Occasional_failed_checks_do_not_end_the_wait()
    {
        Service.LooksBefore = 6;
        Service.FailGet = n => n is 1 or 2 or 4 ? new TestFailure("CcServiceUnavailable") : null;

        ImportSummary summary = await RunAsync(Options(), Emails("a"));

        Assert.Equal((1, 0), (summary.Accepted, summary.ExitCode));
    }

    [Fact]
    public async Task Activity_that_the_service_forgot_is_unknown_and_the_next_one_is_still_checked()
    {
        Service.FailGet = n => n <= 5 ? new TestFailure("CcNotFound", status: HttpStatusCode.NotFound) : null;

        ImportSummary summary = await RunAsync(Options(maxRows: 1), Emails("a", "b"));

        Assert.Equal((1, 1, 2), (summary.Accepted, summary.Unknown, summary.ExitCode));
        Assert.Equal(ImportChunkState.Forgotten, summary.Chunks[0].State);
    }

    [Fact]
    public async Task Summary_tells_how_long_the_run_waited_and_for_what()
    {
        ImportSummary summary = await RunAsync(Options(), Emails("a"));

        Assert.Equal((Service.Waited, Service.Paced), (summary.Waited, summary.Paced));
    }

    [Fact]
    public async Task Run_without_waiting_is_pending()
    {
        ImportSummary summary = await RunAsync(Options(wait: false), Emails("a", "b"));

        Assert.Equal((2, 0, 0, 0), (summary.Pending, Service.Gets, summary.Unaccounted, summary.ExitCode));
        Assert.Equal("activity-1", summary.Chunks.Single().ActivityId);
    }

    [Fact]
    public async Task Stopped_run_ends_the_wait_at_once()
    {
        Service.LooksBefore = int.MaxValue;
        using var stop = new CancellationTokenSource();
        var run = new ImportRun(Service, Options(), Clock);
        using RowSpool rows = Emails("a");
        await run.PrepareAsync(rows, stop.Token);
        Task<ImportSummary> sending = run.SendAsync(stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }
}
