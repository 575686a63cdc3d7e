using System.IO;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Runs.Review;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Runs.Review;

public sealed class RunReviewTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("reviews-").FullName;
    private readonly TestClock _clock = new();

    private DataFolder Data => new(_home);

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void Finished_run_is_shown_with_its_counts_its_cost_and_every_row()
    {
        Run(
            "monday",
            isComplete: true,
            Row(1, "Updated", "a@example.com"),
            Row(2, "Unchanged", null) with
            {
                ContactId = "c2",
            },
            Row(3, "Failed", null) with
            {
                Reason = "no",
                ErrorId = "CcNotFound",
            }
        );

        ReviewPage page = Read("monday");

        Assert.Equal(("Run", "Update-CcContact, run monday"), (page.Kind, page.Title));
        Assert.Equal("The run is finished. 3 rows: 1 updated, 1 unchanged and 1 failed.", page.Lead);
        Assert.Equal(["a@example.com", "c2", "Row 3"], page.Entries.Select(e => e.Key));
        Assert.Equal(["Updated", "Unchanged", "Failed"], page.Totals.Select(t => t.Key.Name));
        Assert.Equal("job_title", Assert.Single(page.Entries[0].Changes).Member);
        Assert.Contains(new ReviewFact("Requests", "84", "2 of them repeated"), page.Cost);
        Assert.Contains(
            new ReviewFact("Waiting for a turn", "1 min 15 s", "so that the account's allowance is kept"),
            page.Cost
        );
        Assert.Contains(
            page.Facts,
            f =>
                f is { Label: "Command", IsCode: true }
                && f.Value.Contains("Update-CcContact", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Unfinished_run_names_the_command_that_goes_on_with_it()
    {
        Run("tuesday", isComplete: false, Row(1, "NotAttempted", "a@example.com"));

        ReviewPage page = Read("tuesday");

        Assert.StartsWith("The run is not finished. 1 row: 1 not attempted.", page.Lead, StringComparison.Ordinal);
        Assert.Contains(
            page.Facts,
            f =>
                f.Label == "Command that continues the run"
                && f.Value.EndsWith("-RunId tuesday", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Run_whose_rows_are_gone_is_shown_with_its_counts()
    {
        Run("wednesday", isComplete: true, Row(1, "Updated", "a@example.com"), Row(2, "Updated", "b@example.com"));
        File.Delete(Path.Combine(_home, "runs", "wednesday", "rows.jsonl"));

        ReviewPage page = Read("wednesday");

        Assert.Empty(page.Entries);
        Assert.Equal(2, Assert.Single(page.Totals).Value);
        Assert.Contains("are not kept", Assert.Single(page.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_of_none_are_left_out() =>
        Assert.Equal(
            ["Accepted", "Rejected"],
            RunReview
                .Of(
                    new RunRecord
                    {
                        RunId = "i1",
                        Cmdlet = "Import-CcContactBulk",
                        BaseUri = "http://127.0.0.1",
                        StartedAt = _clock.GetUtcNow(),
                        Counts = new Dictionary<string, long>
                        {
                            ["Rejected"] = 2,
                            ["Accepted"] = 40,
                            ["Failed"] = 0,
                        },
                    },
                    [],
                    _clock.GetUtcNow()
                )
                .Totals.Select(t => t.Key.Label)
        );

    private ReviewPage Read(string id) =>
        RunReview.Of(RunFolder.Record(Data, id)!, () => RunFolder.Outcomes(Data, id), _clock.GetUtcNow());

    private void Run(string id, bool isComplete, params RowOutcome[] rows)
    {
        RunRecord plan = new()
        {
            RunId = "",
            Cmdlet = "Update-CcContact",
            BaseUri = "http://127.0.0.1",
            StartedAt = _clock.GetUtcNow(),
            NeedsRows = true,
        };
        using OpenRun run = OpenRun.Begin(Data, id, plan, reportPath: null, _clock, onlyLook: false);
        foreach (RowOutcome row in rows)
        {
            run.Ledger.Settle(row);
        }

        run.End(new RunTally(84, 2, TimeSpan.Zero, TimeSpan.FromSeconds(75)), error: null, isComplete);
    }

    private static RowOutcome Row(long position, string outcome, string? email) =>
        new()
        {
            Position = position,
            Row = position,
            Email = email,
            Outcome = outcome,
            Changes = [new ContactChange("job_title", null, null, "Clerk", "Pilot")],
        };
}
