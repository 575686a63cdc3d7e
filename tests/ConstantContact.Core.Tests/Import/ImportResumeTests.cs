using System.IO;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Import;

/// <summary>Imports that were interrupted and go on.</summary>
public sealed class ImportResumeTests : ImportJournalLab
{
    [Fact]
    public async Task Run_resumed_after_a_kill_at_any_step_equals_one_clean_run_and_sends_no_chunk_twice()
    {
        for (int kill = 0; kill < 200; kill++)
        {
            var disk = new List<string>();
            var service = new FakeImportService { Time = Clock };
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
    public async Task Timed_out_run_names_the_resume_command_and_resumes_without_sending()
    {
        Service.LooksBefore = int.MaxValue;
        ImportSummary first;
        using (ImportFolder folder = ImportFolder.Open(new DataFolder(Home), "night-1", Clock))
        {
            folder.Start(Header);
            first = await RunAsync(folder, 4);
            Assert.Throws<InvalidInputException>(() => ImportFolder.Open(new DataFolder(Home), "night-1", Clock));
        }

        Assert.Contains("Resume-CcRun -RunId night-1", first.ToException()!.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Resume-CcRun -RunId night-1",
            first.ToException()!.RecommendedAction,
            StringComparison.Ordinal
        );
        Service.LooksBefore = 0;
        using ImportFolder again = ImportFolder.Find(new DataFolder(Home), "night-1", Clock);
        Assert.Null(again.Header!.DifferenceTo(Header));
        ImportSummary second = await RunAsync(again, 4);

        Assert.Equal(2, Service.Bodies.Count);
        Assert.Equal((4, 0, true), (second.Accepted, second.ExitCode, again.IsDone));
        Assert.All(Directory.GetFiles(again.FolderPath), UnixModes.AssertOwnersFile);
    }

    [Fact]
    public void Other_options_of_a_resumed_run_are_refused_by_name()
    {
        using ImportFolder folder = ImportFolder.Open(new DataFolder(Home), "r", Clock);
        folder.Start(Header);

        Assert.Contains(
            "options",
            Assert
                .Throws<InvalidInputException>(() =>
                    folder.ThrowIfDifferent(
                        Header with
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
            Assert.Throws<InvalidInputException>(() => folder.ThrowIfDifferent(Header with { RowsHash = "x" })).ErrorId
        );
        folder.ThrowIfDifferent(Header);
        Assert.Equal(
            "CcRunNotFound",
            Assert.Throws<InvalidInputException>(() => ImportFolder.Find(new DataFolder(Home), "s", Clock)).ErrorId
        );
        Assert.Equal(
            "CcInvalidValue",
            Assert.Throws<InvalidInputException>(() => ImportFolder.Open(new DataFolder(Home), "../s", Clock)).ErrorId
        );
    }

    [Fact]
    public async Task Run_that_used_up_the_allowance_names_the_command_for_the_remaining_rows()
    {
        Service.FailPost = n =>
            n == 2 ? new QuotaExceededException("Today's allowance is used up.", Clock.GetUtcNow().AddHours(3)) : null;
        using ImportFolder folder = ImportFolder.Open(new DataFolder(Home), "night-2", Clock);
        folder.Start(Header);

        ImportSummary summary = await RunAsync(folder, 5);

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
            Header with
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
        using (ImportFolder folder = ImportFolder.Open(new DataFolder(Home), "r", Clock))
        {
            folder.SaveBeforeSending(With(null));
            folder.ThrowIfDifferent(With("form 7"));
            Assert.Null(folder.Header!.ConsentReference);
            folder.SaveBeforeSending(With("form 7"));
        }

        using ImportFolder again = ImportFolder.Find(new DataFolder(Home), "r", Clock);
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

    private static ImportOptions HeaderOptions =>
        new()
        {
            ListIds = ["list-1"],
            ColumnMap = new Dictionary<string, string> { ["b"] = "email", ["a"] = "" },
        };

    private static ImportHeader Header =>
        new()
        {
            Lists = ["News"],
            Options = HeaderOptions.ToJson(),
            Rows = 4,
            Delimiter = ';',
        };
}
