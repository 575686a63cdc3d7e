using System.IO;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Runs;

/// <summary>Which runs are kept and for how long, and that nothing looks into thousands of finished ones.</summary>
[Collection(EnvironmentCollection.Name)]
public sealed class RunRetentionTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("retention-").FullName;
    private readonly string? _days = Environment.GetEnvironmentVariable(RunRetention.DaysVariable);
    private readonly TestClock _time = new();

    public RunRetentionTests() => Environment.SetEnvironmentVariable(RunRetention.DaysVariable, null);

    private DataFolder Data => new(_home);

    private static RunRecord Plan { get; } =
        new()
        {
            RunId = "",
            Cmdlet = "Update-CcContact",
            BaseUri = "https://api.example.com/v3",
            Client = "client-1",
            StartedAt = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
            NeedsRows = true,
        };

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(RunRetention.DaysVariable, _days);
        Directory.Delete(_home, recursive: true);
    }

    [Theory]
    [InlineData(null, 29, true)]
    [InlineData(null, 31, false)]
    [InlineData("3", 2, true)]
    [InlineData("3", 4, false)]
    [InlineData("0", 29, true)]
    [InlineData("0", 31, false)]
    [InlineData("nonsense", 31, false)]
    public void A_run_is_kept_for_the_days_that_are_set(string? days, int age, bool isKept)
    {
        Environment.SetEnvironmentVariable(RunRetention.DaysVariable, days);
        Made("old", isFinished: true, age);
        Made("open", isFinished: false, age);

        RunRetention.Sweep(Data, _time);

        Assert.Equal(isKept ? ["old", "open"] : [], RunFolder.Known(Data).Order(StringComparer.Ordinal));
        Assert.Equal(isKept ? ["open"] : [], UnfinishedRuns.Ids(Data));
    }

    [Fact]
    public void The_sweep_looks_once_a_day()
    {
        Made("first", isFinished: true, age: 31);
        RunRetention.Sweep(Data, _time);
        Made("second", isFinished: true, age: 31);

        RunRetention.Sweep(Data, _time);
        Assert.Equal(["second"], RunFolder.Known(Data));
        _time.Advance(TimeSpan.FromHours(25));
        RunRetention.Sweep(Data, _time);

        Assert.Empty(RunFolder.Known(Data));
    }

    [Fact]
    public void A_run_that_a_process_works_on_stays()
    {
        Made("busy", isFinished: false, age: 31);
        using RunFolder busy = RunFolder.Open(Data, "busy", _time);

        RunRetention.Sweep(Data, _time);

        Assert.Equal(["busy"], RunFolder.Known(Data));
    }

    [Fact]
    public void The_oldest_finished_runs_beyond_the_limit_are_removed_and_unfinished_ones_stay()
    {
        Made("open", isFinished: false, age: 9);
        for (int age = 1; age <= 6; age++)
        {
            Made("done" + age, isFinished: true, age);
        }

        RunRetention.Sweep(Data, _time, most: 4);

        Assert.Equal(["done1", "done2", "done3", "open"], RunFolder.Known(Data).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("0", false)]
    public void With_no_days_rows_and_changes_go_when_their_run_has_finished(string? days, bool isKept)
    {
        Environment.SetEnvironmentVariable(RunRetention.DaysVariable, days);
        Ran("r", RowOutcome.Suppressed);

        string folder = Path.Combine(_home, "runs", "r");
        Assert.Equal(isKept, File.Exists(Path.Combine(folder, "changes.jsonl")));
        Assert.Equal(isKept, File.Exists(Path.Combine(folder, "rows.jsonl")));
        Assert.Equal(RunRecord.Finished, RunFolder.Record(Data, "r")!.State);
    }

    [Fact]
    public void With_no_days_an_unfinished_run_keeps_what_it_needs_to_be_continued()
    {
        Environment.SetEnvironmentVariable(RunRetention.DaysVariable, "0");
        Ran("r", RowOutcome.NotAttempted);

        Assert.True(File.Exists(Path.Combine(_home, "runs", "r", "rows.jsonl")));
    }

    [Fact]
    public void An_unfinished_run_with_the_same_input_is_found_without_reading_the_records_of_finished_ones()
    {
        Ran("open", RowOutcome.NotAttempted);
        Ran("done", RowOutcome.Suppressed);
        File.WriteAllText(Path.Combine(_home, "runs", "done", "run.json"), "damaged, and never read");
        List<string> read = [];

        RunRecord? found = RunFolder.Unfinished(
            Data,
            run =>
            {
                read.Add(run.RunId);
                return run.FirstRow == "row";
            }
        );

        Assert.Equal(("open", "open"), (found?.RunId, string.Join(' ', read)));
        Ran("open", RowOutcome.Suppressed);
        Assert.Null(RunFolder.Unfinished(Data, static _ => true));
    }

    [Theory]
    [InlineData("client-1", "a", "client-1", "a", false)]
    [InlineData("client-1", "a", "client-2", "a", false)]
    [InlineData("client-1", "a", "client-1", "b", true)]
    [InlineData("client-1", "a", "client-2", null, true)]
    [InlineData("client-1", null, "client-1", "b", false)]
    [InlineData("client-1", null, "client-2", null, true)]
    [InlineData("token-1", null, "token-2", null, false)]
    public void A_run_continues_under_its_own_account_only(
        string client,
        string? account,
        string otherClient,
        string? otherAccount,
        bool isRefused
    )
    {
        RunRecord plan = Plan with { Client = client, Account = account },
            other = Plan with { Client = otherClient, Account = otherAccount };
        Ran("r", RowOutcome.NotAttempted, plan);

        if (isRefused)
        {
            InvalidInputException error = Assert.Throws<InvalidInputException>(() =>
                OpenRun.Begin(Data, "r", other, null, _time, onlyLook: false)
            );
            Assert.Equal("CcRunDiffers", error.ErrorId);
            Assert.Contains("another account", error.Message, StringComparison.Ordinal);
        }
        else
        {
            OpenRun.Begin(Data, "r", other, null, _time, onlyLook: false).Dispose();
        }
    }

    [Fact]
    public void The_account_that_a_connection_learns_with_its_first_request_is_compared_before_anything_is_written()
    {
        Ran("r", RowOutcome.NotAttempted, Plan with { Account = "anna" });
        using OpenRun run = OpenRun.Begin(Data, "r", Plan, null, _time, onlyLook: false, account: () => "bob");

        var error = Assert.Throws<InvalidInputException>(() =>
            run.Ledger.Announce(
                new RowChange
                {
                    Position = 1,
                    Key = "row",
                    Write = RowChange.Update,
                }
            )
        );

        Assert.Equal("CcRunDiffers", error.ErrorId);
        Assert.Equal("anna", RunFolder.Record(Data, "r")!.Account);
    }

    private void Ran(string id, string outcome, RunRecord? plan = null)
    {
        using OpenRun run = OpenRun.Begin(Data, id, plan ?? Plan, null, _time, onlyLook: false);
        run.Repeats("row");
        run.Ledger.Read(id, 1, "row", 1);
        run.Ledger.Settle(
            new RowOutcome
            {
                Position = 1,
                Key = "row",
                Outcome = outcome,
            }
        );
        Assert.Empty(run.End(new RunTally(1, 0, default, default), null, isComplete: true));
    }

    private void Made(string id, bool isFinished, int age)
    {
        using (RunFolder run = RunFolder.Open(Data, id, _time))
        {
            run.Write(Plan with { RunId = id, IsFinished = isFinished });
        }

        DateTime then = _time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(age);
        string folder = Path.Combine(_home, "runs", id);
        foreach (string file in Directory.GetFiles(folder))
        {
            File.SetLastWriteTimeUtc(file, then);
        }

        Directory.SetLastWriteTimeUtc(folder, then);
    }
}
