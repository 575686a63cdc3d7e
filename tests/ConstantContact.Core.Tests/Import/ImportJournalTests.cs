using System.IO;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import.Chunks;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Tests.Import;

/// <summary>The journal of an import, its content before each request, and journals that are damaged.</summary>
public sealed class ImportJournalTests : ImportJournalLab
{
    [Fact]
    public async Task Every_chunk_is_on_the_disk_before_its_request_leaves()
    {
        var disk = new List<string>();
        var announced = new List<bool>();
        Service.Arriving = n =>
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
        Assert.Empty(Service.Bodies);
        Assert.Equal((4, 0), (summary.NotAttempted, summary.Unaccounted));
    }

    [Fact]
    public void Activities_of_another_active_run_are_known_up_to_the_line_that_is_being_written()
    {
        using FileStream other = OpenJournalOfAnother(
            "{\"event\":\"taken\",\"activity\":\"known\"}\n{\"event\":\"taken\",\"acti"
        );
        using ImportFolder run = ImportFolder.Open(new DataFolder(Home), "mine", Clock);

        Assert.Equal(["known"], run.ActivitiesOfOthers());
    }

    [Fact]
    public void Damaged_record_of_another_run_is_an_error_that_names_the_run()
    {
        using FileStream other = OpenJournalOfAnother("{\"event\":\"taken\",\"acti\n");
        using ImportFolder run = ImportFolder.Open(new DataFolder(Home), "mine", Clock);

        var error = Assert.Throws<InvalidInputException>(() => run.ActivitiesOfOthers());

        Assert.Equal("CcInvalidFile", error.ErrorId);
        Assert.Contains("'other'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_of_the_journal_that_a_crash_cut_off_is_ignored_and_the_others_stay()
    {
        Directory.CreateDirectory(Home);
        string path = Path.Combine(Home, "journal.jsonl");
        File.WriteAllText(
            path,
            "{\"event\":\"sending\",\"chunk\":1,\"first\":1,\"last\":2,\"rows\":2}\n{\"event\":\"tak"
        );
        using (var journal = new ImportJournal(new JournalFile(path), Clock))
        {
            Assert.Equal(ImportChunkState.Unknown, Assert.Single(journal.Chunks).State);
            journal.Taken(journal.Chunks[0], "a1");
        }

        using var again = new ImportJournal(new JournalFile(path), Clock);
        Assert.Equal("a1", Assert.Single(again.Chunks).ActivityId);
    }

    // A run of another process, which has the journal open.
    private FileStream OpenJournalOfAnother(string text)
    {
        string folder = new DataFolder(Home).Make("runs", "other");
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

    private sealed class FullDisk : IJournalFile
    {
        public IReadOnlyList<string> Open() => [];

        public void Append(string line) { }

        public void FlushToDisk() => throw RunErrors.NotWritable("journal", new IOException("No space left on device"));

        public void Dispose() { }
    }
}
