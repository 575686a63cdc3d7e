using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Serial.Tests.Commands;

/// <summary>
/// Disks that are full, folders that are read-only, reports that are the input or another process's: nothing is written
/// to the account that the run does not account for, and the same command goes on when there is room.
/// </summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int People = 30;
    private const string Rows =
        "$rows = 1..30 | ForEach-Object { [pscustomobject]@{ email = \"disk$_@example.com\"; job_title = 'Pilot' } }; ";

    private readonly string _folder = Directory.CreateTempSubdirectory("full-disk-").FullName;
    private readonly string? _home = Environment.GetEnvironmentVariable("CONSTANTCONTACT_HOME");
    private readonly string _id = $"d{Guid.NewGuid():N}";
    private EmulatedAccount _account = null!;
    private string _list = "",
        _tag = "";

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.Zero,
            }
        );
        _account.Run("New-CcList Target | Out-Null; New-CcTag VIP | Out-Null").Succeeded();
        _list = (string)_account.State.Lists[0]["list_id"]!;
        _tag = (string)_account.State.Tags[0]["tag_id"]!;
        for (int i = 1; i <= People; i++)
        {
            _account.Plant(
                $$"""{"email_address":{"address":"disk{{i}}@example.com","permission_to_send":"implicit"},"first_name":"N{{i}}"}"""
            );
        }
    }

    public async Task DisposeAsync()
    {
        Environment.SetEnvironmentVariable("CONSTANTCONTACT_HOME", _home);
        await _account.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public static TheoryData<string, int> Commands()
    {
        var data = new TheoryData<string, int>();
        foreach (
            string command in new[]
            {
                "Update-CcContact",
                "Import-CcContactBulk -List Target",
                "Import-CcContactBulk -List Target -Stream",
                "Add-CcListMember Target",
                "Add-CcContactTag VIP",
                "Remove-CcContact -Confirm:$false",
            }
        )
        {
            foreach (int pages in command.StartsWith("Update", StringComparison.Ordinal) ? [0, 2, 4] : new[] { 0, 2 })
            {
                data.Add(command, pages);
            }
        }

        return data;
    }

    [SmallDiskTheory]
    [MemberData(nameof(Commands))]
    public void Write_on_a_full_disk_is_in_the_account_or_is_not_sent_and_the_same_command_goes_on(
        string command,
        int freePages
    )
    {
        using SmallDisk disk = SmallDisk.Mount("256k");
        Environment.SetEnvironmentVariable("CONSTANTCONTACT_HOME", disk.Path);
        disk.Fill(freePages);
        string script = Rows + $"$rows | {command} -RunId $args[0]";

        ScriptResult first = _account.Run(script, _id);

        bool whole = Changed().Count == People;
        string errors = string.Join("; ", first.Errors.Select(e => $"{e.FullyQualifiedErrorId}: {e}"));
        Assert.DoesNotContain(
            first.Errors,
            e =>
                e.Exception is IOException
                || e.FullyQualifiedErrorId.StartsWith("CcUnexpected", StringComparison.Ordinal)
        );
        Assert.True(
            first.Errors.Count > 0 || (whole && first.Terminating is null),
            $"{Changed().Count} of {People} were written, and no error says so"
        );
        Assert.True(whole || errors.Contains("CcRunNotWritable", StringComparison.Ordinal), errors);
        HashSet<string> before = Changed();
        disk.Free();

        string report = Path.Combine(_folder, "r.jsonl");
        _account
            .Run(
                script + (command.StartsWith("Import", StringComparison.Ordinal) ? "" : " -ReportPath $args[1]"),
                _id,
                report
            )
            .Succeeded();

        Assert.Equal(People, Changed().Count);
        Assert.Subset(Changed(), before);
        if (!command.StartsWith("Import", StringComparison.Ordinal))
        {
            string[] lines = File.ReadAllLines(report);
            Assert.Equal(
                Enumerable.Range(1, People).Select(i => (long)i),
                lines[..^1].Select(l => (long)JsonNode.Parse(l)!["row"]!)
            );
            Assert.All(
                lines[..^1],
                l => Assert.Contains((string?)JsonNode.Parse(l)!["outcome"], new[] { "Updated", "Done", "Removed" })
            );
        }

        // A write that may have arrived is looked up, or sent again if repeating it changes nothing.
        Assert.True(
            !command.StartsWith("Update", StringComparison.Ordinal)
                || _account.Writes.Count(w => w.Method == "PUT") == People,
            $"{_account.Writes.Count} writes"
        );
        PSObject run = Record();
        Assert.Equal(
            ("Finished", (object)0),
            ((string)run.Properties["State"].Value, run.Properties["ExitCode"].Value)
        );
    }

    [SmallDiskFact]
    public void Rows_of_an_update_that_a_full_disk_ends_are_reported_one_by_one()
    {
        using SmallDisk disk = SmallDisk.Mount("256k");
        Environment.SetEnvironmentVariable("CONSTANTCONTACT_HOME", disk.Path);
        disk.Fill(4);

        ScriptResult result = _account.Run(Rows + "$rows | Update-CcContact -RunId $args[0] -PassThru", _id);

        PSObject[] rows = [.. result.Output.Where(o => o.Properties["Outcome"] is not null)];
        Assert.Equal(People, rows.Length);
        Assert.Equal(
            Changed(),
            rows.Where(r => r.Properties["Outcome"].Value.ToString() == "Updated")
                .Select(r => (string)r.Properties["Email"].Value)
                .ToHashSet()
        );
        Assert.InRange(Changed().Count, 1, People - 1);
        Assert.All(
            rows.Where(r => r.Properties["Outcome"].Value.ToString() != "Updated"),
            r => Assert.Equal("NotAttempted", r.Properties["Outcome"].Value.ToString())
        );
    }

    [SmallDiskTheory]
    [InlineData("Update-CcContact", "r.csv")]
    [InlineData("Update-CcContact", "r.jsonl")]
    [InlineData("Remove-CcContact -Confirm:$false", "report")]
    [InlineData("Import-CcContactBulk -List Target", "report")]
    [InlineData("Import-CcContactBulk -List Target -Stream", "report")]
    public void Report_on_a_full_disk_does_not_end_the_run_and_is_written_again_elsewhere(string command, string name)
    {
        using SmallDisk disk = SmallDisk.Mount("64k");
        disk.Fill(0);

        ScriptResult result = _account.Run(
            Rows + $"$rows | {command} -RunId $args[0] -ReportPath $args[1]",
            _id,
            Path.Combine(disk.Path, name)
        );

        Assert.Contains(
            "Get-CcRun",
            result.FailedWith("CcReportNotWritable").ErrorDetails.RecommendedAction,
            StringComparison.Ordinal
        );
        Assert.Equal(People, Changed().Count);
        Assert.Equal("Finished", Record().Properties["State"].Value);
        string again = Path.Combine(_folder, name);
        _account.Run("Get-CcRun -RunId $args[0] -ReportPath $args[1]", _id, again).Succeeded();
        string[] lines = File.ReadAllLines(name == "report" ? Path.Combine(again, "succeeded.csv") : again);
        Assert.Equal(People + 1, lines.Length);
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries(disk.Path),
            f => f.EndsWith(".new", StringComparison.Ordinal)
        );
    }

    [SmallDiskTheory]
    [InlineData("Update-CcContact", "r.csv")]
    [InlineData("Import-CcContactBulk -List Target", "report")]
    [InlineData("Import-CcContactBulk -List Target -Stream", "report")]
    [InlineData("Remove-CcContact -Confirm:$false", "r.jsonl")]
    public void Report_in_a_folder_that_is_read_only_is_refused_before_anything_is_sent(string command, string name)
    {
        using SmallDisk disk = SmallDisk.Mount("64k");
        disk.MakeReadOnly();

        _account
            .Run(Rows + $"$rows | {command} -RunId $args[0] -ReportPath $args[1]", _id, Path.Combine(disk.Path, name))
            .FailedWith("CcReportNotWritable");

        Assert.Empty(Changed());
    }

    [SmallDiskTheory]
    [InlineData("Update-CcContact")]
    [InlineData("Import-CcContactBulk -List Target")]
    [InlineData("Import-CcContactBulk -List Target -Stream")]
    [InlineData("Add-CcListMember Target")]
    [InlineData("Add-CcContactTag VIP")]
    [InlineData("Remove-CcContact -Confirm:$false")]
    public void Data_folder_that_is_read_only_lets_nothing_be_sent(string command)
    {
        using SmallDisk disk = SmallDisk.Mount("64k");
        disk.MakeReadOnly();
        Environment.SetEnvironmentVariable("CONSTANTCONTACT_HOME", disk.Path);

        ScriptResult result = _account.Run(Rows + $"$rows | {command} -RunId $args[0]", _id);

        Assert.Empty(Changed());
        Assert.Contains(
            result.Errors,
            e => e.FullyQualifiedErrorId.StartsWith("CcRunNotWritable,", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Import-CcContactBulk -Path $args[0] -List Target -ReportPath $args[0]", "in.csv")]
    [InlineData("Import-CcContactBulk -Path $args[0] -List Target -Stream -ReportPath $args[0]", "in.csv")]
    [InlineData(
        "Get-Item $args[0] | Import-CcContactBulk -List Target -ReportPath (Split-Path $args[0])",
        "failed.csv"
    )]
    [InlineData("Import-CcContactBulk -Path $args[0] -List Target -ReportPath (Split-Path $args[0])", "failed.csv")]
    [InlineData(
        "Import-CcContactBulk -Path $args[0] -List Target -Stream -ReportPath (Split-Path $args[0])",
        "failed.csv"
    )]
    public void Import_whose_report_is_its_input_is_refused_and_nothing_is_sent(string script, string name)
    {
        // The input is the report of an earlier run, which a report may replace otherwise.
        const string Earlier = "email,job_title,cc_row,cc_reason\ndisk1@example.com,Pilot,1,declined\n";
        string input = Path.Combine(_folder, name);
        File.WriteAllText(input, Earlier);

        ErrorRecord error = _account.Run(script, input).FailedWith("CcReportNotWritable");

        Assert.Contains("would replace the input", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Changed());
        Assert.Equal(Earlier, File.ReadAllText(input));
    }

    [Theory]
    [InlineData("Update-CcContact", "r.csv")]
    [InlineData("Import-CcContactBulk -List Target -RunId $args[0]b", "report")]
    public async Task Second_process_on_one_report_is_refused_before_it_sends_anything(string second, string name)
    {
        string report = Path.Combine(_folder, name);
        string first = second.StartsWith("Update", StringComparison.Ordinal)
            ? "Update-CcContact"
            : "Import-CcContactBulk -List Target";
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (
            _account.Emulator.Intercept(
                "P* /v3/*",
                before: async _ =>
                {
                    arrived.TrySetResult();
                    await release.Task;
                }
            )
        )
        {
            RunningScript running = _account.Host.Start(
                Rows + $"$rows | {first} -RunId $args[0] -ReportPath $args[1]",
                _id,
                report
            );
            await arrived.Task;
            (int exit, string text) = await PwshAsync(
                $"{Rows} $rows | {second.Replace("$args[0]", _id, StringComparison.Ordinal)} -ReportPath '{report}' -ErrorAction Stop"
            );

            Assert.True(exit == 1, text);
            Assert.Contains("another run is writing this report", text, StringComparison.Ordinal);
            Assert.Empty(Changed());
            release.SetResult();
            (await running.Result).Succeeded();
        }

        Assert.Equal(People, Changed().Count);
        Assert.Equal(
            People + 1,
            File.ReadAllLines(
                name.EndsWith("csv", StringComparison.Ordinal) ? report : Path.Combine(report, "succeeded.csv")
            ).Length
        );
    }

    /// <summary>The addresses of the contacts that the run has written.</summary>
    private HashSet<string> Changed() =>
        _account
            .State.Contacts.Where(c =>
                (string?)c["job_title"] == "Pilot"
                || c["deleted_at"] is not null
                || Has(c, "list_memberships", _list)
                || Has(c, "taggings", _tag)
            )
            .Select(c => (string)c["email_address"]!["address"]!)
            .ToHashSet(StringComparer.Ordinal);

    private static bool Has(JsonObject contact, string member, string id) =>
        contact[member]!.AsArray().Any(i => (string?)i == id);

    private PSObject Record() =>
        Assert.Single(_account.Run("Get-CcRun | Where-Object RunId -eq $args[0]", _id).Succeeded().Output);

    private async Task<(int Exit, string Text)> PwshAsync(string script)
    {
        using Process process = Process.Start(
            Pwsh.Start(
                "-NonInteractive",
                "-Command",
                $"Import-Module '{TestFiles.Manifest}'; Connect-CcAccount -AccessToken (ConvertTo-SecureString {_account.Token} -AsPlainText -Force) -BaseUri {_account.Emulator.BaseUri} | Out-Null; {script}"
            )
        )!;
        process.StandardInput.Close();
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
