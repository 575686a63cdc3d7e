using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;
using Xunit;

namespace ConstantContact.Core.Tests.Import;

/// <summary>The journal, resumed imports, and chunks that may or may not have arrived.</summary>
public sealed class ImportResumeTests : IDisposable
{
    private static readonly string[] Headings = ["email", "first_name"];

    private readonly TestClock _time = new();
    private readonly string _home = Path.Combine(Path.GetTempPath(), "cc-resume-" + Guid.NewGuid().ToString("N"));
    private readonly FakeImportService _service;

    public ImportResumeTests() => _service = new FakeImportService { Time = _time };

    public void Dispose()
    {
        if (Directory.Exists(_home))
        {
            Directory.Delete(_home, recursive: true);
        }
    }

    [Fact]
    public async Task Every_chunk_is_on_the_disk_before_its_request_leaves()
    {
        var disk = new List<string>();
        var announced = new List<bool>();
        _service.Arriving = n =>
            announced.Add(
                disk.Exists(l =>
                    l.Contains("\"sending\"", StringComparison.Ordinal)
                    && l.Contains($"\"chunk\":{n},", StringComparison.Ordinal)
                    && l.Contains("\"sha256\"", StringComparison.Ordinal)
                )
            );

        ImportSummary summary = await RunAsync(new TestJournal(disk), 10);

        Assert.Equal(5, announced.Count);
        Assert.All(announced, Assert.True);
        Assert.Equal(10, summary.Accepted);
    }

    [Fact]
    public async Task Nothing_is_sent_if_the_journal_cannot_be_written()
    {
        var journal = new FullDisk();

        ImportSummary summary = await RunAsync(journal, 4);

        Assert.Equal("CcRunNotWritable", summary.ErrorId);
        Assert.Empty(_service.Bodies);
        Assert.Equal((4, 0), (summary.NotAttempted, summary.Unaccounted));
    }

    [Fact]
    public void Activities_of_another_active_run_are_known_up_to_the_line_that_is_being_written()
    {
        using FileStream other = OpenJournalOfAnother(
            "{\"event\":\"taken\",\"activity\":\"known\"}\n{\"event\":\"taken\",\"acti"
        );
        using ImportFolder run = ImportFolder.Open(new DataFolder(_home), "mine", _time);

        Assert.Equal(["known"], run.ActivitiesOfOthers());
    }

    [Fact]
    public void Damaged_record_of_another_run_is_an_error_that_names_the_run()
    {
        using FileStream other = OpenJournalOfAnother("{\"event\":\"taken\",\"acti\n");
        using ImportFolder run = ImportFolder.Open(new DataFolder(_home), "mine", _time);

        var error = Assert.Throws<InvalidInputException>(() => run.ActivitiesOfOthers());

        Assert.Equal("CcInvalidFile", error.ErrorId);
        Assert.Contains("'other'", error.Message, StringComparison.Ordinal);
    }

    // A run of another process, which has the journal open.
    private FileStream OpenJournalOfAnother(string text)
    {
        string folder = new DataFolder(_home).Make("runs", "other");
        File.WriteAllText(Path.Combine(folder, "run.json"), "{}");
        FileStream journal = OwnerOnly.Open(
            Path.Combine(folder, "journal.jsonl"),
            FileMode.Create,
            FileAccess.ReadWrite,
            FileShare.Read
        );
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        journal.Write(bytes, 0, bytes.Length);
        journal.Flush();
        return journal;
    }

    [Fact]
    public async Task Run_resumed_after_a_kill_at_any_step_equals_one_clean_run_and_sends_no_chunk_twice()
    {
        for (int kill = 0; kill < 200; kill++)
        {
            var disk = new List<string>();
            var service = new FakeImportService { Time = _time };
            var journal = new TestJournal(disk) { KillAfter = kill };
            service.Arriving = _ => journal.Step(); // before the request arrives
            service.Started = _ => journal.Step(); // after it did, before the answer is read
            bool killed = false;
            try
            {
                await RunAsync(journal, 20, service);
            }
            catch (TestJournal.KilledException)
            {
                killed = true;
            }

            service.Arriving = null;
            service.Started = null;
            ImportSummary summary = await RunAsync(new TestJournal(disk), 20, service);

            Assert.Equal(Enumerable.Range(1, 20).Select(i => $"p{i}@example.com"), service.Bodies.SelectMany(b => b));
            Assert.Equal((20, 20, 0, 0), (summary.RowsIn, summary.Accepted, summary.Unaccounted, summary.ExitCode));
            Assert.Equal(10, summary.Chunks.Count);
            if (!killed)
            {
                return; // no more steps to be killed at
            }
        }

        Assert.Fail("There were more steps than kills.");
    }

    [Fact]
    public async Task Chunk_whose_answer_is_lost_is_found_among_the_activities_and_not_sent_again()
    {
        _service.FailPost = n => n == 2 ? new TestFailure("CcTimeout", mayHaveArrived: true) : null;

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(3, _service.Bodies.Count);
        Assert.Equal((6, 0), (summary.Accepted, summary.ExitCode));
        Assert.Equal("activity-2", summary.Chunks[1].ActivityId);
    }

    [Fact]
    public async Task Chunk_that_did_not_arrive_is_sent_again_after_the_time_in_which_it_would_have_appeared()
    {
        int fails = 1;
        _service.Arriving = n =>
            _ = n == 2 && fails-- > 0 ? throw new TestFailure("CcTimeout", mayHaveArrived: true) : 0;

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(3, _service.Bodies.Count);
        Assert.Equal((6, 0), (summary.Accepted, summary.ExitCode));
    }

    [Fact]
    public async Task Activity_of_another_program_that_fits_is_not_taken_for_the_lost_chunk()
    {
        // As many rows at the same time are no evidence: the rows of the chunk are not in the account.
        int fails = 1;
        _service.Others.Add(
            new ImportActivity
            {
                ActivityId = "other-1",
                State = "completed",
                CreatedAt = _time.GetUtcNow(),
                ItemsTotalCount = 2,
                PersonCount = 2,
            }
        );
        _service.Arriving = n =>
            _ = n == 2 && fails-- > 0 ? throw new TestFailure("CcTimeout", mayHaveArrived: true) : 0;

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(3, _service.Bodies.Count);
        Assert.Equal(6, _service.Bodies.Sum(b => b.Count));
        Assert.DoesNotContain("other-1", summary.Chunks.Select(c => c.ActivityId));
        Assert.Equal((6, 0), (summary.Accepted, summary.ExitCode));
    }

    [Fact]
    public async Task Arrived_chunk_is_sent_again_if_the_activity_of_another_program_fits_as_well()
    {
        _service.Others.Add(
            new ImportActivity
            {
                ActivityId = "other",
                State = "completed",
                CreatedAt = _time.GetUtcNow(),
                ItemsTotalCount = 2,
                PersonCount = 2,
            }
        );
        _service.FailPost = n => n == 2 ? new TestFailure("CcTimeout", mayHaveArrived: true) : null;

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
            CreatedAt = _time.GetUtcNow(),
        };
        _service.Others.Add(other);
        _service.Listing = n =>
        {
            if (n == 100)
            {
                _service.Others[0] = new ImportActivity
                {
                    ActivityId = "other",
                    State = "completed",
                    CreatedAt = other.CreatedAt,
                    ItemsTotalCount = 9,
                    PersonCount = 9,
                };
            }
        };
        _service.FailPost = n => n == 2 ? new TestFailure("CcTimeout", mayHaveArrived: true) : null;

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(["activity-1", "activity-2", "activity-3"], summary.Chunks.Select(c => c.ActivityId));
        Assert.Equal(3, _service.Bodies.Count);
    }

    [Fact]
    public async Task Lost_chunk_is_not_guessed_among_several_activities_that_fit()
    {
        // Two activities of other programs, of the same size and time. If ours is missing, taking one of them would
        // lose the rows.
        int fails = 1;
        foreach (string id in (string[])["other-1", "other-2"])
        {
            _service.Others.Add(
                new ImportActivity
                {
                    ActivityId = id,
                    State = "completed",
                    CreatedAt = _time.GetUtcNow(),
                    ItemsTotalCount = 2,
                    PersonCount = 2,
                }
            );
        }

        _service.Arriving = n =>
            _ = n == 2 && fails-- > 0 ? throw new TestFailure("CcTimeout", mayHaveArrived: true) : 0;

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(3, _service.Bodies.Count);
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
        _service.Others.Add(
            new ImportActivity
            {
                ActivityId = "other",
                State = "completed",
                CreatedAt =
                    _time.GetUtcNow()
                    + TimeSpan.FromMinutes(
                        difference switch
                        {
                            "made too early" => -6,
                            "made too late" => 12,
                            _ => 0,
                        }
                    ),
                SourceFileName = difference == "import of a file" ? "people.csv" : null,
                ItemsTotalCount = difference == "other number of rows" ? 3 : 2,
                PersonCount = difference == "no import" ? null : 2,
            }
        );
        _service.FailPost = n => n == 2 ? new TestFailure("CcTimeout", mayHaveArrived: true) : null;

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(["activity-1", "activity-2", "activity-3"], summary.Chunks.Select(c => c.ActivityId));
        Assert.Equal(3, _service.Bodies.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lost_chunk_of_a_csv_import_is_known_by_the_name_of_its_file(bool arrived)
    {
        int fails = arrived ? 0 : 1;
        foreach (string? name in (string?[])["people.csv", "contacts.csv", null])
        {
            _service.Others.Add(
                new ImportActivity
                {
                    ActivityId = $"other {name}",
                    State = "completed",
                    CreatedAt = _time.GetUtcNow(),
                    SourceFileName = name,
                    ItemsTotalCount = 2,
                    PersonCount = 2,
                }
            );
        }

        _service.FailPost = n => n == 2 && arrived ? new TestFailure("CcTimeout", mayHaveArrived: true) : null;
        _service.Arriving = n =>
            _ = n == 2 && fails-- > 0 ? throw new TestFailure("CcTimeout", mayHaveArrived: true) : 0;

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
            _service.Bodies.SelectMany(b => b)
        );
    }

    [Fact]
    public async Task Chunk_that_never_arrives_ends_the_run_after_a_few_attempts()
    {
        _service.Arriving = n => _ = n == 2 ? throw new TestFailure("CcTimeout", mayHaveArrived: true) : 0;

        ImportSummary summary = await RunAsync(new TestJournal([]), 6);

        Assert.Equal(
            (2, 4, 0, "CcTimeout"),
            (summary.Accepted, summary.NotAttempted, summary.Unaccounted, summary.ErrorId)
        );
    }

    [Fact]
    public async Task Timed_out_run_names_the_resume_command_and_resumes_without_sending()
    {
        _service.LooksBefore = int.MaxValue;
        ImportSummary first;
        using (ImportFolder folder = ImportFolder.Open(new DataFolder(_home), "night-1", _time))
        {
            folder.Start(Header("night-1"));
            first = await RunAsync(folder, 4, TimeSpan.FromMinutes(5));
            Assert.Throws<InvalidInputException>(() => ImportFolder.Open(new DataFolder(_home), "night-1", _time));
        }

        Assert.Contains("Resume-CcRun -RunId night-1", first.ToException()!.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Resume-CcRun -RunId night-1",
            first.ToException()!.RecommendedAction,
            StringComparison.Ordinal
        );
        _service.LooksBefore = 0;
        using ImportFolder again = ImportFolder.Find(new DataFolder(_home), "night-1", _time);
        Assert.Null(again.Header!.DifferenceTo(Header("night-1")));
        ImportSummary second = await RunAsync(again, 4, TimeSpan.FromMinutes(5));

        Assert.Equal(2, _service.Bodies.Count);
        Assert.Equal((4, 0, true), (second.Accepted, second.ExitCode, again.IsDone));
        Assert.All(Directory.GetFiles(again.FolderPath), UnixModes.AssertOwnersFile);
    }

    [Fact]
    public void Other_options_of_a_resumed_run_are_refused_by_name()
    {
        using ImportFolder folder = ImportFolder.Open(new DataFolder(_home), "r", _time);
        folder.Start(Header("r"));

        Assert.Contains(
            "options",
            Assert
                .Throws<InvalidInputException>(() =>
                    folder.ThrowIfDifferent(
                        Header("r") with
                        {
                            Options = new ImportOptions { ListIds = ["other"] }.ToJson(),
                        }
                    )
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "CcRunDiffers",
            Assert
                .Throws<InvalidInputException>(() => folder.ThrowIfDifferent(Header("r") with { RowsHash = "x" }))
                .ErrorId
        );
        folder.ThrowIfDifferent(Header("r"));
        Assert.Equal(
            "CcRunNotFound",
            Assert.Throws<InvalidInputException>(() => ImportFolder.Find(new DataFolder(_home), "s", _time)).ErrorId
        );
        Assert.Equal(
            "CcInvalidValue",
            Assert.Throws<InvalidInputException>(() => ImportFolder.Open(new DataFolder(_home), "../s", _time)).ErrorId
        );
    }

    [Fact]
    public async Task Run_that_used_up_the_allowance_names_the_command_for_the_remaining_rows()
    {
        _service.FailPost = n =>
            n == 2 ? new QuotaExceededException("Today's allowance is used up.", _time.GetUtcNow().AddHours(3)) : null;
        using ImportFolder folder = ImportFolder.Open(new DataFolder(_home), "night-2", _time);
        folder.Start(Header("night-2"));

        ImportSummary summary = await RunAsync(folder, 5, TimeSpan.FromMinutes(5));

        Assert.Contains(
            "Resume-CcRun -RunId night-2",
            summary.ToException()!.RecommendedAction,
            StringComparison.Ordinal
        );
        Assert.Equal(3, ((QuotaExceededException)summary.ToException()!).RowsUndone);
    }

    [Fact]
    public void Consent_reference_may_be_added_once_and_not_be_replaced()
    {
        ImportHeader With(string? reference) =>
            Header("r") with
            {
                Options = (
                    HeaderOptions with
                    {
                        SmsPermission = "explicit",
                        IncludeUnsubscribed = true,
                        ConsentReference = reference,
                    }
                ).ToJson(),
            };
        using (ImportFolder folder = ImportFolder.Open(new DataFolder(_home), "r", _time))
        {
            folder.SaveBeforeSending(With(null));
            folder.ThrowIfDifferent(With("form 7"));
            Assert.Null(folder.Header!.ConsentReference);
            folder.SaveBeforeSending(With("form 7"));
        }

        using ImportFolder again = ImportFolder.Find(new DataFolder(_home), "r", _time);
        Assert.Equal("form 7", again.Header!.ConsentReference);
        again.ThrowIfDifferent(With("form 7"));
        Assert.Contains(
            "consent reference",
            Assert.Throws<InvalidInputException>(() => again.ThrowIfDifferent(With("form 8"))).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "consent reference",
            Assert.Throws<InvalidInputException>(() => again.ThrowIfDifferent(With(null))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Line_of_the_journal_that_a_crash_cut_off_is_ignored_and_the_others_stay()
    {
        Directory.CreateDirectory(_home);
        string path = Path.Combine(_home, "journal.jsonl");
        File.WriteAllText(
            path,
            "{\"event\":\"sending\",\"chunk\":1,\"first\":1,\"last\":2,\"rows\":2}\n{\"event\":\"tak"
        );
        using (var journal = new ImportJournal(new JournalFile(path), _time))
        {
            Assert.Equal(ImportChunkState.Unknown, Assert.Single(journal.Chunks).State);
            journal.Taken(journal.Chunks[0], "a1");
        }

        using var again = new ImportJournal(new JournalFile(path), _time);
        Assert.Equal("a1", Assert.Single(again.Chunks).ActivityId);
    }

    private static ImportOptions HeaderOptions =>
        new()
        {
            ListIds = ["list-1"],
            ColumnMap = new Dictionary<string, string> { ["b"] = "email", ["a"] = "" },
        };

    private static ImportHeader Header(string runId) =>
        new()
        {
            Lists = ["News"],
            Options = HeaderOptions.ToJson(),
            Rows = 4,
            Delimiter = ';',
        };

    private Task<ImportSummary> RunAsync(ImportFolder folder, int rows, TimeSpan timeout)
    {
        var run = new ImportRun(
            _service,
            new ImportOptions
            {
                ListIds = ["list-1"],
                MaxRows = 2,
                Timeout = timeout,
            },
            _time,
            folder
        );
        return RunAsync(run, rows);
    }

    private Task<ImportSummary> RunAsync(
        IJournalFile journal,
        int rows,
        FakeImportService? service = null,
        ImportFormat format = ImportFormat.Auto
    ) =>
        RunAsync(
            new ImportRun(
                service ?? _service,
                new ImportOptions
                {
                    ListIds = ["list-1"],
                    MaxRows = 2,
                    Format = format,
                },
                _time,
                null,
                new ImportJournal(journal, _time)
            ),
            rows
        );

    private async Task<ImportSummary> RunAsync(ImportRun run, int count)
    {
        using ImportRun one = run;
        using var rows = new RowSpool(new MemoryStream());
        for (int i = 1; i <= count; i++)
        {
            rows.Add(new InputRow(i, null, Headings, (string?[])[$"p{i}@example.com", "X"]));
        }

        await run.PrepareAsync(rows, CancellationToken.None);
        return await _time.DriveAsync(run.SendAsync(CancellationToken.None));
    }

    private sealed class FullDisk : IJournalFile
    {
        public IReadOnlyList<string> Open() => [];

        public void Append(string line) { }

        public void FlushToDisk() => throw RunErrors.NotWritable("journal", new IOException("No space left on device"));

        public void Dispose() { }
    }
}
