using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>How a run of creations or sign-ups ends, and how the next process takes it up.</summary>
public sealed class RowRunEndTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestClock _clock = new();
    private readonly RecordingGuide _guide = new();

    /// <summary>The result of a row, by its address. A row without an entry is <c>Created</c>.</summary>
    private readonly Dictionary<string, Func<UpdateRow, UpdateResult>> _fates = new(StringComparer.Ordinal);

    private readonly List<string> _worked = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Used_up_allowance_counts_the_rows_that_it_left_and_no_others()
    {
        _fates["b"] = static row => UpdateResult.Of(row, UpdateOutcome.NotAttempted, "declined");
        _fates["d"] = static _ => throw new QuotaExceededException("Used up.", TestClock.Beginning);

        var end = await RunAsync("quota", "a", "b", "c", "d", "e", "f");

        Assert.Equal(3, Assert.IsType<QuotaExceededException>(end).RowsUndone);
        Assert.Equal(["a", "b", "c", "d"], _worked);
        Assert.Equal(
            [
                (UpdateOutcome.Created, null),
                (UpdateOutcome.NotAttempted, "declined"),
                (UpdateOutcome.Created, null),
                (UpdateOutcome.NotAttempted, "Used up."),
                (UpdateOutcome.NotAttempted, "Used up."),
                (UpdateOutcome.NotAttempted, "Used up."),
            ],
            _guide.Results.Select(static r => (r.Outcome, r.Reason))
        );
    }

    [Fact]
    public async Task First_error_that_ends_the_run_is_its_error()
    {
        _fates["a"] = static row =>
            UpdateResult.Of(row, UpdateOutcome.Unknown, "lost", new AuthenticationFailedException("first"));
        _fates["b"] = static _ => throw new AuthenticationFailedException("second");

        Assert.Equal("first", (await RunAsync("first", "a", "b"))?.Message);
        Assert.Equal(["a"], _worked);
    }

    [Fact]
    public async Task Run_goes_on_after_a_row_that_failed_and_returns_no_error()
    {
        _fates["a"] = static _ => throw new InvalidInputException("CcX", "bad", "mend");

        Assert.Null(await RunAsync("failed", "a", "b"));
        Assert.Equal(
            [(UpdateOutcome.Failed, "CcX"), (UpdateOutcome.Created, null)],
            _guide.Results.Select(static r => (r.Outcome, r.ErrorId))
        );
    }

    [Fact]
    public async Task Same_first_row_as_that_of_an_unfinished_run_is_hinted_at()
    {
        _fates["a"] = static _ => throw new QuotaExceededException("Used up.", TestClock.Beginning);
        await RunAsync("unfinished", "a", "b");
        Assert.Empty(_guide.Warnings);
        _fates.Clear();

        await RunAsync("again", "a");

        Assert.Contains("-RunId unfinished", Assert.Single(_guide.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_input_than_that_of_an_unfinished_run_is_not_hinted_at()
    {
        _fates["a"] = static _ => throw new QuotaExceededException("Used up.", TestClock.Beginning);
        await RunAsync("unfinished", "a", "b");

        await RunAsync("again", "b", "a");

        Assert.Empty(_guide.Warnings);
    }

    [Fact]
    public async Task Rows_that_a_stopped_run_left_keep_the_outcomes_that_are_known()
    {
        _fates["b"] = static _ => throw new QuotaExceededException("Used up.", TestClock.Beginning);
        await RunAsync("stopped", "a", "b", "c");
        using var again = Begin("stopped");
        var run = Run(again);

        foreach (var email in new[] { "a", "b", "c" })
        {
            run.CountNotAttempted(Row(email));
        }

        Assert.Equal(
            [
                (1L, UpdateOutcome.Created, null),
                (2, UpdateOutcome.NotAttempted, "the run was stopped"),
                (3, UpdateOutcome.NotAttempted, "the run was stopped"),
            ],
            again.Ledger.Outcomes.Select(static o => (o.Position, o.Outcome, o.Reason))
        );
    }

    [Fact]
    public async Task Rows_that_follow_those_of_a_stopped_run_are_counted_after_them()
    {
        using var open = Begin("follow");
        var run = Run(open);
        await _clock.DriveAsync(run.RunAsync(UpdateRows.Arriving([Row("a"), Row("b")]), CancellationToken.None));

        run.CountNotAttempted(Row("c"));

        Assert.Equal([1L, 2, 3], open.Ledger.Outcomes.Select(static o => o.Position));
        Assert.Equal(UpdateOutcome.NotAttempted, open.Ledger.Outcomes[2].Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stop_during_a_question_or_a_report_ends_the_run_as_a_stop(bool asking)
    {
        using var open = Begin("stop");
        using var stop = new CancellationTokenSource();
        var guide = new StoppingGuide(stop, asking);
        var run = new ContactRowRun(open, new Work(this), guide, null);

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _clock.DriveAsync(run.RunAsync(UpdateRows.Arriving([Row("a"), Row("b")]), stop.Token))
        );

        Assert.Equal(stop.Token, e.CancellationToken);
        Assert.False(run.InputEnded);
        Assert.Equal(
            asking ? (UpdateOutcome.NotAttempted, "the run was stopped") : (UpdateOutcome.Created, null),
            (Assert.Single(open.Ledger.Outcomes).Outcome, open.Ledger.Outcomes[0].Reason)
        );
    }

    private static UpdateRow Row(string email) => new() { Email = email };

    private async Task<CcException?> RunAsync(string id, params string[] emails)
    {
        using var open = Begin(id);
        var run = Run(open);
        var end = await _clock.DriveAsync(
            run.RunAsync(UpdateRows.Arriving(emails.Select(Row)), CancellationToken.None)
        );
        Assert.True(run.InputEnded);
        open.End(new RunTally(0, 0, default, default), end, isComplete: true);
        return end;
    }

    private OpenRun Begin(string id) => TestRuns.Begin(_folder.Path, id, "New-CcContact", _clock);

    private ContactRowRun Run(OpenRun open) => new(open, new Work(this), _guide, null);

    private sealed class Work(RowRunEndTests test) : IContactRowWork
    {
        public async Task<UpdateResult> RunAsync(
            UpdateRow row,
            RowEntry entry,
            IUpdateGuide guide,
            CancellationToken cancellationToken
        )
        {
            await guide.ApproveAsync(null!, cancellationToken);
            test._worked.Add(row.Email!);
            return test._fates.TryGetValue(row.Email!, out var fate)
                ? fate(row)
                : UpdateResult.Of(row, UpdateOutcome.Created, null);
        }
    }

    /// <summary>The user presses Ctrl+C during a question, or while a result is shown.</summary>
    private sealed class StoppingGuide(CancellationTokenSource stop, bool asking) : IUpdateGuide
    {
        public Task<Approval> ApproveAsync(UpdatePreview preview, CancellationToken cancellationToken)
        {
            StopIf(asking);
            return Task.FromResult(Approval.Send);
        }

        public Task ReportAsync(UpdateResult result, CancellationToken cancellationToken)
        {
            StopIf(!asking);
            return Task.CompletedTask;
        }

        public void Note(string text) { }

        public void Warn(string text) { }

        private void StopIf(bool now)
        {
            if (now)
            {
                stop.Cancel();
                stop.Token.ThrowIfCancellationRequested();
            }
        }
    }
}
