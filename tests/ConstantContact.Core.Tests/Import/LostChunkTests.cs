using ConstantContact.Core.Api;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;

namespace ConstantContact.Core.Tests.Import;

/// <summary>Chunks that may or may not have arrived.</summary>
public sealed class LostChunkTests : ImportJournalLab
{
    [Fact]
    public async Task Chunk_whose_answer_is_lost_is_found_among_the_activities_and_not_sent_again()
    {
        LoseAnswer();

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(3, Service.Bodies.Count);
        Assert.Equal((6, 0), (summary.Accepted, summary.ExitCode));
        Assert.Equal("activity-2", summary.Chunks[1].ActivityId);
    }

    [Fact]
    public async Task Chunk_that_did_not_arrive_is_sent_again_after_the_time_in_which_it_would_have_appeared()
    {
        LoseRequest();

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(3, Service.Bodies.Count);
        Assert.Equal((6, 0), (summary.Accepted, summary.ExitCode));
    }

    [Fact]
    public async Task Activity_of_another_program_that_fits_is_not_taken_for_the_lost_chunk()
    {
        // As many rows at the same time are no evidence: the rows of the chunk are not in the account.
        AddOther("other-1");
        LoseRequest();

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(3, Service.Bodies.Count);
        Assert.Equal(6, Service.Bodies.Sum(b => b.Count));
        Assert.DoesNotContain("other-1", summary.Chunks.Select(c => c.ActivityId));
        Assert.Equal((6, 0), (summary.Accepted, summary.ExitCode));
    }

    [Fact]
    public async Task Arrived_chunk_is_sent_again_if_the_activity_of_another_program_fits_as_well()
    {
        AddOther("other");
        LoseAnswer();

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(["activity-1", "activity-3", "activity-4"], summary.Chunks.Select(c => c.ActivityId));
        Assert.Equal((6, 0), (summary.Accepted, summary.ExitCode));
    }

    [Fact]
    public async Task Lost_chunk_is_not_decided_about_while_an_activity_that_may_be_its_own_is_running()
    {
        var other = new ImportActivity
        {
            ActivityId = "other",
            State = "processing",
            CreatedAt = Clock.GetUtcNow(),
        };
        Service.Others.Add(other);
        Service.Listing = n =>
        {
            if (n == 100)
            {
                Service.Others[0] = new ImportActivity
                {
                    ActivityId = "other",
                    State = "completed",
                    CreatedAt = other.CreatedAt,
                    ItemsTotalCount = 9,
                    PersonCount = 9,
                };
            }
        };
        LoseAnswer();

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(["activity-1", "activity-2", "activity-3"], summary.Chunks.Select(c => c.ActivityId));
        Assert.Equal(3, Service.Bodies.Count);
    }

    [Fact]
    public async Task Lost_chunk_is_not_guessed_among_several_activities_that_fit()
    {
        // Two activities of other programs, of the same size and time. If ours is missing, taking one of them would
        // lose the rows.
        AddOther("other-1");
        AddOther("other-2");
        LoseRequest();

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(3, Service.Bodies.Count);
        Assert.Equal(["activity-1", "activity-2", "activity-3"], summary.Chunks.Select(c => c.ActivityId));
    }

    [Theory]
    [InlineData("other number of rows")]
    [InlineData("made too early")]
    [InlineData("made too late")]
    [InlineData("import of a file")]
    [InlineData("no import")]
    public async Task Activity_that_differs_in_one_respect_does_not_hide_the_lost_chunk(string difference)
    {
        AddOther(
            "other",
            minutes: difference switch
            {
                "made too early" => -6,
                "made too late" => 12,
                _ => 0,
            },
            fileName: difference == "import of a file" ? "people.csv" : null,
            rows: difference == "other number of rows" ? 3 : 2,
            isImport: difference != "no import"
        );
        LoseAnswer();

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(["activity-1", "activity-2", "activity-3"], summary.Chunks.Select(c => c.ActivityId));
        Assert.Equal(3, Service.Bodies.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lost_chunk_of_a_csv_import_is_known_by_the_name_of_its_file(bool arrived)
    {
        foreach (string? name in (string?[])["people.csv", "contacts.csv", null])
        {
            AddOther($"other {name}", fileName: name);
        }

        if (arrived)
        {
            LoseAnswer();
        }
        else
        {
            LoseRequest();
        }

        ImportSummary summary = await RunAsync(new TestJournal([]), 6, format: ImportFormat.Csv);

        Assert.Equal(["activity-1", "activity-2", "activity-3"], summary.Chunks.Select(c => c.ActivityId));
        Assert.Equal(
            [
                "p1@example.com",
                "p2@example.com",
                "p3@example.com",
                "p4@example.com",
                "p5@example.com",
                "p6@example.com",
            ],
            Service.Bodies.SelectMany(b => b)
        );
    }

    [Fact]
    public async Task Chunk_that_never_arrives_ends_the_run_after_a_few_attempts()
    {
        LoseRequest(times: int.MaxValue);

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(
            (2, 4, 0, "CcTimeout"),
            (summary.Accepted, summary.NotAttempted, summary.Unaccounted, summary.ErrorId)
        );
    }

    /// <summary>The second chunk arrives, and its answer does not.</summary>
    private void LoseAnswer() =>
        Service.FailPost = n => n == 2 ? new TestFailure("CcTimeout", mayHaveArrived: true) : null;

    /// <summary>The second chunk does not arrive, and the client cannot know that.</summary>
    private void LoseRequest(int times = 1) =>
        Service.Arriving = n =>
            _ = n == 2 && times-- > 0 ? throw new TestFailure("CcTimeout", mayHaveArrived: true) : 0;

    /// <summary>An activity of another program. As it is by default, it fits the second chunk.</summary>
    private void AddOther(string id, int minutes = 0, string? fileName = null, int rows = 2, bool isImport = true) =>
        Service.Others.Add(
            new ImportActivity
            {
                ActivityId = id,
                State = "completed",
                CreatedAt = Clock.GetUtcNow() + TimeSpan.FromMinutes(minutes),
                SourceFileName = fileName,
                ItemsTotalCount = rows,
                PersonCount = isImport ? 2 : null,
            }
        );
}
