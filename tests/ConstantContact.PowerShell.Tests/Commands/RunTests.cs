using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>Runs of every cmdlet that writes: their record, their report, and how they go on.</summary>
public sealed class RunTests : IAsyncLifetime
{
    private const string Rows =
        "$rows = 1..6 | ForEach-Object { [pscustomobject]@{ email = \"run$_@example.com\"; job_title = 'Pilot' } }; ";

    private readonly string _folder = Directory.CreateTempSubdirectory("run-tests-").FullName;
    private readonly string _id = $"t{Guid.NewGuid():N}";

    private EmulatedAccount _account = null!;

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.FromMilliseconds(20),
            }
        );
        for (int i = 1; i <= 6; i++)
        {
            _account.Plant(
                $$"""{"email_address":{"address":"run{{i}}@example.com","permission_to_send":"implicit"},"first_name":"N{{i}}"}"""
            );
        }

        _account.Run("New-CcList Target | Out-Null; New-CcTag VIP | Out-Null").Succeeded();
    }

    public async Task DisposeAsync()
    {
        await _account.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("Update-CcContact", "Updated")]
    [InlineData("Add-CcListMember Target", "Done")]
    [InlineData("Add-CcContactTag VIP", "Done")]
    [InlineData("Remove-CcContact -Confirm:$false", "Removed")]
    [InlineData("ForEach-Object { $_.email = \"new-$($_.email)\"; $_ } | New-CcContact", "Created")]
    [InlineData(
        "ForEach-Object { $_.email = \"new-$($_.email)\"; $_ } | Register-CcContact -List Target -ConsentReference form -Confirm:$false",
        "Created"
    )]
    public void Run_that_is_finished_sends_nothing_a_second_time_and_reports_the_same(string command, string outcome)
    {
        string report = Path.Combine(_folder, "r.jsonl");
        string script = Rows + $"$rows | {command} -RunId $args[0] -ReportPath $args[1]";
        _account.Run(script, _id, report).Succeeded();
        string[] first = File.ReadAllLines(report);
        int writes = _account.Writes.Count;

        _account.Run(script, _id, report).Succeeded();

        string[] second = File.ReadAllLines(report);
        Assert.Equal(writes, _account.Writes.Count);
        Assert.Equal(first[..^1], second[..^1]);
        Assert.Equal(Enumerable.Repeat(outcome, 6), second[..^1].Select(l => (string?)JsonNode.Parse(l)!["outcome"]));
        PSObject run = Record();
        Assert.Equal(
            ("Finished", (object)0),
            ((string)run.Properties["State"].Value, run.Properties["ExitCode"].Value)
        );
        Assert.Equal(6, ((IReadOnlyDictionary<string, long>)run.Properties["Counts"].Value)[outcome]);
    }

    [Theory]
    [InlineData("Update-CcContact", 2)]
    [InlineData("Remove-CcContact -Confirm:$false", 2)]
    public async Task Stopped_run_names_its_progress_and_the_next_command_in_one_line_and_then_ends_as_a_clean_one(
        string command,
        int after
    )
    {
        bool updates = command.StartsWith("Update", StringComparison.Ordinal);
        string few = Rows.Replace("1..6", "1..5", StringComparison.Ordinal);
        await StopAtAsync(
            updates ? "PUT /v3/contacts/*" : "DELETE /v3/contacts/*",
            after + 1,
            few + $"$rows | {command} -RunId $args[0]"
        );

        string line = Assert.Single(_account.Host.Ui.Lines, l => l.Contains("was stopped", StringComparison.Ordinal));
        Assert.Contains("in flight (row", line, StringComparison.Ordinal);
        Assert.Contains($"To continue: ROWS | {command.Split(' ')[0]}", line, StringComparison.Ordinal);
        Assert.Contains($"-RunId {_id}", line, StringComparison.Ordinal);
        Assert.Equal("Unfinished", Record().Properties["State"].Value);

        string report = Path.Combine(_folder, "r.csv");
        string again = few + $"$rows | {command} -RunId $args[0] -ReportPath $args[1]";
        _account.Run(again, _id, report).Succeeded();

        string outcome = updates ? "Updated" : "Removed";
        Assert.Equal(
            5,
            File.ReadAllLines(report).Skip(1).Count(l => l.Contains($",{outcome},", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("New-CcContact", "POST /v3/contacts", "Created")]
    [InlineData(
        "Register-CcContact -List Target -ConsentReference form -Confirm:$false",
        "POST /v3/contacts/sign_up_form",
        "Created"
    )]
    public async Task Creation_whose_answer_was_not_read_is_found_when_the_run_continues_and_not_sent_again(
        string command,
        string request,
        string outcome
    )
    {
        const string New =
            "$rows = 1..4 | ForEach-Object { [pscustomobject]@{ email = \"new$_@example.com\"; first_name = 'N' } }; ";
        await StopAtAsync(request, 2, New + $"$rows | {command} -RunId $args[0]");
        Assert.Equal("Unfinished", Record().Properties["State"].Value);
        int writes = _account.Writes.Count;
        string report = Path.Combine(_folder, "r.csv");

        _account.Run(New + $"$rows | {command} -RunId $args[0] -ReportPath $args[1]", _id, report).Succeeded();

        // New-CcContact learns of the second contact from a refused POST, Register-CcContact from its look-up.
        Assert.Equal(command.StartsWith("New", StringComparison.Ordinal) ? 3 : 2, _account.Writes.Count - writes);
        Assert.Equal(4, File.ReadAllLines(report).Count(l => l.Contains($",{outcome},", StringComparison.Ordinal)));
        Assert.Equal(
            4,
            _account.State.Contacts.Count(c =>
                ((string?)c["email_address"]?["address"])?.StartsWith("new", StringComparison.Ordinal) == true
            )
        );
        Assert.Equal("Finished", Record().Properties["State"].Value);
    }

    [Fact]
    public void Row_that_fails_does_not_end_a_run_of_creations_and_is_in_its_report()
    {
        string report = Path.Combine(_folder, "r.csv");

        ScriptResult result = _account.Run(
            "@{ email = 'new1@example.com' }, @{ email = 'run1@example.com' }, @{ email = 'new2@example.com' } | New-CcContact -RunId $args[0] -ReportPath $args[1]",
            _id,
            report
        );

        result.FailedWith("CcConflict");
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(["Created", "Failed", "Created"], File.ReadAllLines(report).Skip(1).Select(l => l.Split(',')[3]));
        Assert.Equal(3, File.ReadAllLines(Path.Combine(TestFiles.DataFolder, "runs", _id, "changes.jsonl")).Length);
    }

    [Theory]
    [InlineData("'Target', 'Other' | Remove-CcList", "delete-list", "Target")]
    [InlineData("'VIP', 'Gold' | Remove-CcTag", "delete-tag", "VIP")]
    [InlineData("'Size' | Remove-CcCustomField", "delete-custom_field", "Size")]
    public void Deletion_of_lists_tags_and_fields_is_a_run_that_names_each_and_is_not_repeated(
        string command,
        string write,
        string name
    )
    {
        _account
            .Run("New-CcList Other | Out-Null; New-CcTag Gold | Out-Null; New-CcCustomField Size | Out-Null")
            .Succeeded();
        string report = Path.Combine(_folder, "r.csv");
        string script = $"{command} -Confirm:$false -RunId $args[0] -ReportPath $args[1]";
        _account.Run(script, _id, report).Succeeded();
        int writes = _account.Writes.Count;

        _account.Run(script, _id, report).Succeeded();

        Assert.Equal(writes, _account.Writes.Count);
        JsonNode change = JsonNode.Parse(
            File.ReadAllLines(Path.Combine(TestFiles.DataFolder, "runs", _id, "changes.jsonl"))[0]
        )!;
        Assert.Equal((write, name), ((string?)change["write"], (string?)change["changes"]![0]!["old"]));
        string[] rows = File.ReadAllLines(report);
        Assert.All(rows.Skip(1), l => Assert.Contains(",Removed,", l, StringComparison.Ordinal));
        PSObject run = Record();
        Assert.Equal("Finished", run.Properties["State"].Value);
        Assert.Equal(
            write == "delete-custom_field" ? 0 : 1,
            ((IReadOnlyList<string>)run.Properties["ActivityIds"].Value).Count
        );
    }

    [Fact]
    public async Task Unfinished_run_is_hinted_at_and_listed_first_with_its_command_and_resume_takes_the_rows_again()
    {
        string report = Path.Combine(_folder, "r.csv");
        await StopAtAsync(
            "PUT /v3/contacts/*",
            1,
            Rows + $"$rows | Update-CcContact -IgnoreUnknownColumn -RunId $args[0] -ReportPath '{report}'"
        );
        File.Delete(report);

        PSObject unfinished = Record();
        Assert.Equal("Unfinished", unfinished.Properties["State"].Value);
        Assert.Equal(
            $"ROWS | Update-CcContact -IgnoreUnknownColumn -RunId {_id} -ReportPath {report}",
            unfinished.Properties["Command"].Value
        );
        string hint = Assert.Single(
            _account.Run(Rows + "$rows | Update-CcContact -IgnoreUnknownColumn").Warnings,
            w => w.Contains("is not finished", StringComparison.Ordinal)
        );
        Assert.Contains($"-RunId {_id}", hint, StringComparison.Ordinal);

        _account.Run("Resume-CcRun $args[0]", _id).FailedWith("CcRunNeedsInput");
        _account.Run(Rows + "$rows | Resume-CcRun $args[0]", _id).Succeeded();

        Assert.Equal("Finished", Record().Properties["State"].Value);

        // The report goes to the path of the first command.
        Assert.Equal(7, File.ReadAllLines(report).Length);
    }

    [Fact]
    public void Rows_for_a_run_that_does_not_exist_or_keeps_its_own_are_refused_once()
    {
        Assert.Single(
            _account.Run(Rows + "$rows | Resume-CcRun nowhere").Errors,
            e => e.FullyQualifiedErrorId.StartsWith("CcRunNotFound,", StringComparison.Ordinal)
        );

        _account.Run(Rows + "$rows | Import-CcContactBulk -List Target -RunId $args[0]", _id).Succeeded();
        int requests = _account.Requests.Count;
        ScriptResult result = _account.Run(Rows + "$rows | Resume-CcRun $args[0]", _id);

        Assert.Contains("keeps its rows", Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
        Assert.Equal(requests, _account.Requests.Count);
    }

    [Fact]
    public void Report_that_is_the_input_is_refused_and_nothing_is_sent()
    {
        string input = Path.Combine(_folder, "in.csv");
        File.WriteAllText(input, "email,job_title\nrun1@example.com,Pilot\n");
        int before = _account.Requests.Count;

        ErrorRecord error = _account
            .Run("Import-Csv $args[0] | Update-CcContact -ReportPath $args[0]", input)
            .FailedWith("CcReportNotWritable");

        Assert.Contains("not a report", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(before, _account.Requests.Count);
        Assert.Equal("email,job_title\nrun1@example.com,Pilot\n", File.ReadAllText(input));
    }

    [Fact]
    public void Report_is_written_again_from_the_record()
    {
        _account.Run(Rows + "$rows | Update-CcContact -RunId $args[0]", _id).Succeeded();

        _account
            .Run("Get-CcRun -RunId $args[0] -ReportPath $args[1]", _id, Path.Combine(_folder, "report"))
            .Succeeded();
        _account.Run("Get-CcRun -RunId $args[0] -ReportPath $args[1]", _id, Path.Combine(_folder, "r.csv")).Succeeded();
        Assert.Single(_account.Run("Get-CcRun -Last").Succeeded().Output);

        Assert.Equal(7, File.ReadAllLines(Path.Combine(_folder, "report", "succeeded.csv")).Length);
        Assert.Equal(7, File.ReadAllLines(Path.Combine(_folder, "r.csv")).Length);
        _account.Run("Get-CcRun -RunId nowhere").FailedWith("CcRunNotFound");
    }

    [Fact]
    public void Preview_leaves_no_run_behind()
    {
        _account
            .Run(
                Rows
                    + "$rows | Update-CcContact -RunId $args[0] -WhatIf; $rows | Add-CcListMember Target -RunId $args[0] -WhatIf; $rows | Remove-CcContact -RunId $args[0] -WhatIf",
                _id
            )
            .Succeeded();

        _account.Run("Get-CcRun -RunId $args[0]", _id).FailedWith("CcRunNotFound");
    }

    /// <summary>As by Ctrl+C, when that many of the requests have arrived and the last of them has no answer.</summary>
    private async Task StopAtAsync(string requests, int count, string script)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int writes = 0;
        async Task HoldAsync(object request)
        {
            if (System.Threading.Interlocked.Increment(ref writes) >= count)
            {
                arrived.TrySetResult();
                await release.Task;
            }
        }

        using (_account.Emulator.Intercept(requests, after: HoldAsync))
        {
            RunningScript running = _account.Host.Start(script, _id);
            await arrived.Task;
            await running.StopAsync();
            release.SetResult();
        }
    }

    private PSObject Record() =>
        Assert.Single(_account.Run("Get-CcRun | Where-Object RunId -eq $args[0]", _id).Succeeded().Output);
}
