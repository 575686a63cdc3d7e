using System.IO;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Import;
using ConstantContact.Core.Import.Report;
using ConstantContact.Core.Import.Running;
using ConstantContact.Core.Rows;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;

namespace ConstantContact.Core.Tests.Import;

/// <summary>Streams that were interrupted and go on.</summary>
public sealed class ImportStreamResumeTests : ImportStreamLab
{
    [Fact]
    public async Task A_run_that_is_killed_at_any_step_goes_on_with_the_rows_given_again_as_one_clean_run()
    {
        InputRow[] rows = Rows([
            .. Enumerable
                .Range(1, 9)
                .Select(i =>
                    i == 5 ? "bad address"
                    : i == 7 ? "P2"
                    : "p" + i
                ),
        ]);
        for (int kill = 0; kill < 200; kill++)
        {
            Service = NewService();
            Data = new DataFolder(Path.Combine(Home, kill.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            bool killed = await KilledAsync(kill, rows);

            // The rows that the killed process had read are completed from its spool. The other rows must be given
            // again.
            if (killed && kill % 2 == 0 && RunFolder.Known(Data).Any())
            {
                using ImportFolder folder = ImportFolder.Find(Data, "r", Clock);
                using RowSpool spool = folder.OpenSpool();
                using var run = new ImportRun(
                    Service,
                    Options(ImportInvalid.Skip, ImportDuplicates.First),
                    Clock,
                    folder
                );
                ImportSummary part = await Clock.DriveAsync(
                    run.StreamAsync(RowStream.Of(spool), null, CancellationToken.None)
                );
                Assert.Equal((0, spool.Count), (part.Unaccounted, part.RowsIn));
                Assert.Equal(folder.Header!.InputEnded, folder.IsDone);
                if (folder.IsDone)
                {
                    AssertClean(part);
                    continue;
                }
            }

            AssertClean(await RunAsync(rows));
            if (!killed)
            {
                return; // no more steps to be killed at
            }
        }

        Assert.Fail("There were more steps than kills.");

        void AssertClean(ImportSummary summary)
        {
            Assert.Equal("p1 p2 p3 p4 p6 p8 p9", string.Join(' ', Sent()));
            Assert.Equal(
                (9, 7, 1, 1, 0),
                (summary.RowsIn, summary.Accepted, summary.Failed, summary.Duplicates, summary.Unaccounted)
            );
        }
    }

    [Fact]
    public async Task Rows_that_were_sent_have_to_be_the_same_and_those_after_them_may_be_corrected()
    {
        ImportSummary stopped = await RunAsync(Rows("a", "b", "c", "bad address", "e"), ImportInvalid.Stop);
        Assert.Equal(["a b"], Sent());
        Assert.Equal((2, 2), (stopped.Accepted, stopped.NotAttempted));

        InvalidInputException other = await Assert.ThrowsAsync<InvalidInputException>(() =>
            RunAsync(Rows("a", "x", "c", "d", "e"), ImportInvalid.Stop)
        );
        Assert.Equal("CcRunDiffers", other.ErrorId);
        Assert.StartsWith("Row 2 ", other.Message, StringComparison.Ordinal);
        Assert.Equal(
            "CcRunDiffers",
            (await Assert.ThrowsAsync<InvalidInputException>(() => RunAsync(Rows("a"), ImportInvalid.Stop))).ErrorId
        );

        ImportSummary done = await RunAsync(Rows("a", "b", "C", "d", "e"), ImportInvalid.Stop);
        Assert.Equal(["a b", "C d", "e"], Sent());
        Assert.Equal((5, 5, 0, 0), (done.RowsIn, done.Accepted, done.Unaccounted, done.ExitCode));
    }

    [Fact]
    public async Task Rows_that_were_held_back_before_an_interruption_stay_held_back()
    {
        Service.Held.Add(("deleted", "b@example.com", null));
        Service.FailPost = n => n == 2 ? new TestFailure("CcConnectionFailed") : null;
        await RunAsync(Rows("a", "b", "c", "d", "e"));
        Assert.Equal(["a c"], Sent());
        Service.Held.Clear();
        Service.FailPost = static _ => null;

        ImportSummary done = await RunAsync(Rows("a", "b", "c", "d", "e"));

        Assert.Equal(["a c", "d e"], Sent());
        Assert.Equal(
            (5, 4, 1, 0, 0),
            (done.RowsIn, done.Accepted, done.Suppressed, done.NotAttempted, done.Unaccounted)
        );
    }

    [Fact]
    public void Preview_of_a_continued_run_leaves_its_rows_unchanged()
    {
        var data = new DataFolder(Home);
        byte[] before;
        using (ImportFolder folder = ImportFolder.Open(data, "r", Clock))
        {
            folder.Start(Header());
            using RowSpool spool = RowSpool.Create(folder.SpoolPath);
            Rows("a", "b").ToList().ForEach(spool.Add);
            spool.FlushToDisk();
            before = File.ReadAllBytes(folder.SpoolPath);
        }

        using ImportFolder again = ImportFolder.Open(data, "r", Clock);
        using (RowSpool look = again.ContinueSpool(onlyLook: true))
        {
            look.Add(Rows("x")[0]);
            look.FlushToDisk();
        }

        Assert.Equal(before, File.ReadAllBytes(again.SpoolPath));
        again.Close();
        Assert.False(File.Exists(again.AgainPath));
    }

    /// <summary>
    /// Ends the process at the arrival of a row, or before or after a request arrives. Data that was not flushed is
    /// lost.
    /// </summary>
    private async Task<bool> KilledAsync(int kill, InputRow[] rows)
    {
        void Step()
        {
            if (kill-- == 0)
            {
                throw new TestJournal.KilledException();
            }
        }

        Service.Arriving = _ => Step();
        Service.Started = _ => Step();
        try
        {
            await RunAsync(rows, step: Step);
            return false;
        }
        catch (TestJournal.KilledException)
        {
            return true;
        }
        finally
        {
            Service.Arriving = null;
            Service.Started = null;
        }
    }
}
