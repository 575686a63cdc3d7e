using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary><c>Import-CcContactBulk -Stream</c> as a user has it, against the emulator.</summary>
public sealed class ImportStreamTests : IAsyncLifetime
{
    /// <summary>So many rows fill the 4 MB of a chunk, because each is long.</summary>
    private const int FirstChunk = 2_519;

    private const string Rows =
        "1..3000 | ForEach-Object { [pscustomobject]@{ email = \"p$_@example.net\"; 'cf:Remarks' = '\u8a9e' * 255; street = '\u8a9e' * 255 } }";

    private readonly string _folder = Directory.CreateTempSubdirectory("cc-stream-").FullName;
    private readonly string _id = "stream-" + Guid.NewGuid().ToString("N");
    private EmulatedAccount _account = null!;

    private EmulatorHost Emulator => _account.Emulator;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Members = 60,
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.FromMilliseconds(200),
                LogBodyLimit = 0,
            }
        );

    public async Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await _account.DisposeAsync();
    }

    [Fact]
    public void Rows_are_sent_while_others_still_come()
    {
        string sent = Path.Combine(_folder, "sent");
        using IDisposable watch = Emulator.Intercept(
            "POST /v3/activities/*",
            after: _ => File.WriteAllTextAsync(sent, "")
        );

        ScriptResult result = _account
            .Run(
                $"$sent = $args[0]; {Rows} | ForEach-Object {{ if ($_.email -eq 'p2950@example.net') {{ foreach ($i in 1..1500) {{ if ([IO.File]::Exists($sent)) {{ break }}; [Threading.Thread]::Sleep(20) }}; $script:early = [IO.File]::Exists($sent) }}; $_ }} | Import-CcContactBulk -List Members -Stream",
                sent
            )
            .Succeeded();

        ImportCounts.AssertEqual(Assert.Single(result.Output), rowsIn: 3_000, accepted: 3_000, exitCode: 0);
        Assert.Equal(true, _account.Run("$script:early").Output.Single().BaseObject);
        Assert.Equal(2, Posts().Length);
        Assert.NotNull(Emulator.State.GetContact("p3000@example.net"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_bad_row_ends_the_sending_after_the_chunks_before_it_and_the_four_files_hold_every_row(bool pipeline)
    {
        string text = new('\u8a9e', 255);
        string path = Path.Combine(_folder, "rows.csv");
        File.WriteAllText(
            path,
            "email,cf:Remarks,street\n"
                + string.Concat(
                    Enumerable
                        .Range(1, 3_000)
                        .Select(i =>
                            i == 2_900
                                ? $"bad,{text},{text}\n"
                                : string.Create(CultureInfo.InvariantCulture, $"p{i}@example.net,{text},{text}\n")
                        )
                )
        );

        ScriptResult result = _account.Run(
            $"{(pipeline ? $"{Rows} | ForEach-Object {{ if ($_.email -eq 'p2900@example.net') {{ $_.email = 'bad' }}; $_ }} | Import-CcContactBulk" : "Import-CcContactBulk $args[0]")} -List Members -Stream -ReportPath $args[1]",
            path,
            _folder
        );

        PSObject summary = Assert.Single(result.Output);
        ImportCounts.AssertEqual(
            summary,
            rowsIn: 3_000,
            accepted: FirstChunk,
            exitCode: 2,
            failed: 1,
            notAttempted: 2_999 - FirstChunk
        );
        Assert.Equal(true, summary.Properties["IsStreamed"].Value);
        Assert.Contains("Row 2900", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
        Assert.Contains(
            result.Warnings,
            w =>
                w.Contains("row 2900", StringComparison.Ordinal)
                && w.Contains("rows that were already sent stay", StringComparison.Ordinal)
        );
        Assert.Single(Posts());
        Assert.Equal(
            [FirstChunk, 1, 0, 2_999 - FirstChunk],
            new[] { "succeeded", "failed", "suppressed", "not-attempted" }.Select(f =>
                File.ReadAllLines(Path.Combine(_folder, f + ".csv")).Length - 1
            )
        );
        Assert.Contains(
            "row 2900 before it is invalid",
            File.ReadAllLines(Path.Combine(_folder, "not-attempted.csv"))[^1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void WhatIf_shows_each_chunk_and_sends_and_keeps_nothing()
    {
        ScriptResult preview = _account
            .Run(
                "@(@{ email = 'a@example.net' }, @{ email = 'b@example.net' }) | Import-CcContactBulk -List Members -Stream -WhatIf -PassThru -RunId $args[0]",
                _id
            )
            .Succeeded();

        Assert.Empty(Posts());
        Assert.Contains(
            "POST /v3/activities/contacts_json_import  chunk 1: 2 rows (1 to 2)",
            preview.ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains("\"email\":\"a@example.net\"", preview.ScreenText, StringComparison.Ordinal);
        Assert.Contains("2 of 2 rows to 'Members'", preview.ScreenText, StringComparison.Ordinal);
        Assert.Equal(2L, Assert.Single(preview.Output).Properties["Rows"].Value);
        _account.Run("Resume-CcRun $args[0]", _id).FailedWith("CcRunNotFound");
    }

    [Theory]
    [InlineData("No", 0, 1L)]
    [InlineData("Yes", 1, 0L)]
    public void A_confirmed_stream_asks_once_before_its_first_chunk(string answer, int posts, long notAttempted)
    {
        _account.Host.Ui.Answer(answer);

        ScriptResult result = _account
            .Run("@{ email = 'a@example.net' } | Import-CcContactBulk -List Members -Stream -Confirm")
            .Succeeded();

        Assert.Single(result.Prompts);
        Assert.Equal(posts, Posts().Length);
        Assert.Equal(notAttempted, Assert.Single(result.Output).Properties["NotAttempted"].Value);
    }

    [Fact]
    public void The_last_of_several_rows_cannot_be_asked_for() =>
        Assert.Contains(
            "-Stream",
            _account
                .Run("@{ email = 'a@example.net' } | Import-CcContactBulk -List Members -Stream -DuplicateAction Last")
                .FailedWith("CcInvalidValue")
                .ToString(),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_later_row_about_the_same_contact_fails_or_is_left_out()
    {
        const string Twice =
            "@(@{ email = 'a@example.net' }, @{ email = 'A@example.net' }, @{ email = 'b@example.net' }) | Import-CcContactBulk -List Members -Stream -DuplicateAction";

        ImportCounts.AssertEqual(
            Assert.Single(_account.Run(Twice + " Error -OnInvalid Skip").Output),
            rowsIn: 3,
            accepted: 2,
            exitCode: 2,
            failed: 1
        );
        PSObject first = Assert.Single(_account.Run(Twice + " First").Succeeded().Output);
        ImportCounts.AssertEqual(first, rowsIn: 3, accepted: 2, exitCode: 0);
        Assert.Equal(1L, first.Properties["Duplicates"].Value);
    }

    [Fact]
    public void Deleted_and_unsubscribed_contacts_are_held_back()
    {
        string deleted = (string)
            Emulator.State.Contacts.First(c => c["email_address"] is not null && c.ContainsKey("deleted_at"))[
                "email_address"
            ]!["address"]!;

        PSObject summary = Assert.Single(
            _account
                .Run(
                    "@(@{ email = $args[0] }, @{ email = 'b@example.net' }) | Import-CcContactBulk -List Members -Stream",
                    deleted
                )
                .Succeeded()
                .Output
        );

        ImportCounts.AssertEqual(summary, rowsIn: 2, accepted: 1, exitCode: 0, suppressed: 1);
        Assert.True(Emulator.State.GetContact(deleted)!.ContainsKey("deleted_at"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stream_that_was_interrupted_goes_on_with_its_rows_or_without_them(bool withRows)
    {
        Emulator.Faults.Add(
            new FaultRule
            {
                Match = "POST /v3/activities/*",
                Fault = FaultKind.QueueFull,
                Times = 1,
                After = 1,
            }
        );
        string import = $"{Rows} | Import-CcContactBulk -List Members -Stream -RunId $args[0]";
        ScriptResult first = _account.Run(import, _id);
        ImportCounts.AssertEqual(
            Assert.Single(first.Output),
            rowsIn: 3_000,
            accepted: FirstChunk,
            exitCode: 2,
            notAttempted: 3_000 - FirstChunk
        );
        first.FailedWith("CcQueueFull");

        ScriptResult second = _account.Run(withRows ? import : "Resume-CcRun $args[0]", _id).Succeeded();

        ImportCounts.AssertEqual(Assert.Single(second.Output), rowsIn: 3_000, accepted: 3_000, exitCode: 0);
        Assert.Equal(3, Posts().Length);
        ImportCounts.AssertEqual(
            Assert.Single(_account.Run(import, _id).Succeeded().Output),
            rowsIn: 3_000,
            accepted: 3_000,
            exitCode: 0
        );
        Assert.Equal(3, Posts().Length);
    }

    [Fact]
    public async Task A_stream_that_was_stopped_is_finished_as_far_as_it_was_read_and_then_with_the_rest()
    {
        RunningScript running = _account.Host.Start(
            $"{Rows} | ForEach-Object {{ if ($_.email -eq 'p2800@example.net') {{ while ($true) {{ [Threading.Thread]::Sleep(20) }} }}; $_ }} | Import-CcContactBulk -List Members -Stream -RunId $args[0]",
            _id
        );
        await Eventually.TrueAsync(() => Posts().Length == 1);
        await running.StopAsync();

        ScriptResult part = _account.Run("Resume-CcRun $args[0]", _id).Succeeded();
        long read = (long)Assert.Single(part.Output).Properties["RowsIn"].Value;
        Assert.InRange(read, FirstChunk, 2_800);
        ImportCounts.AssertEqual(part.Output[0], read, read, 0);
        Assert.Contains(
            part.Warnings,
            w =>
                w.Contains("was interrupted before the input ended", StringComparison.Ordinal)
                && w.Contains("-RunId " + _id, StringComparison.Ordinal)
        );

        PSObject whole = Assert.Single(
            _account.Run($"{Rows} | Import-CcContactBulk -List Members -Stream -RunId $args[0]", _id).Succeeded().Output
        );
        ImportCounts.AssertEqual(whole, rowsIn: 3_000, accepted: 3_000, exitCode: 0);
    }

    [Fact]
    public void An_unknown_column_in_the_first_row_ends_the_run_there()
    {
        ScriptResult result = _account.Run(
            "1..100000 | ForEach-Object { $script:made = $_; @{ email = \"p$_@example.net\"; Fisrt_Name = 'x' } } | Import-CcContactBulk -List Members -Stream"
        );

        Assert.Contains(
            "did you mean 'first_name'",
            result.FailedWith("CcUnknownColumn").ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(1, _account.Run("$script:made").Output.Single().BaseObject);
        Assert.Empty(Posts());
    }

    private RequestLogEntry[] Posts() => [.. Emulator.Requests.Entries.Where(e => e.Method == "POST")];
}
