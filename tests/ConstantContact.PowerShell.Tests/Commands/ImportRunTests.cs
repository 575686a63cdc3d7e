using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>
/// Imports are runs like all others: their reports, their record, how they are stopped and continued.
/// </summary>
public sealed class ImportRunTests : IAsyncLifetime
{
    private const string Rows =
        "$rows = @{ email = 'a@example.net'; first_name = '=A' }, @{ email = 'nobody' }, @{ email = 'b@example.net'; first_name = 'B' }; ";

    private const string Import = Rows + "$rows | Import-CcContactBulk -List Members -OnInvalid Skip -RunId $args[0]";

    private readonly string _folder = Directory.CreateTempSubdirectory("import-runs-").FullName;
    private readonly string _id = $"i{Guid.NewGuid():N}";
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Members = 60,
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.FromMilliseconds(20),
                Tokens = { Token("client-1", "anna"), Token("client-1", "bob") },
            }
        );

    public async Task DisposeAsync()
    {
        await _account.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Csv_report_of_an_import_is_csv_and_a_jsonl_report_is_json_lines()
    {
        string csv = Path.Combine(_folder, "r.csv"),
            jsonl = Path.Combine(_folder, "r.jsonl");
        _account.Run(Import + " -ReportPath $args[1]", _id, csv);
        _account.Run("Get-CcRun -RunId $args[0] -ReportPath $args[1]", _id, jsonl).Succeeded();

        string[] lines = File.ReadAllLines(csv);
        Assert.StartsWith("row,email,contact_id,outcome,reason", lines[0], StringComparison.Ordinal);
        Assert.Equal(["Accepted", "Failed", "Accepted"], lines.Skip(1).Select(l => l.Split(',')[3]));
        Assert.Equal(["1", "2", "3"], lines.Skip(1).Select(l => l.Split(',')[0]));
        JsonNode[] rows = [.. File.ReadAllLines(jsonl).Select(l => JsonNode.Parse(l)!)];
        Assert.Equal(["a@example.net", "nobody", "b@example.net"], rows.SkipLast(1).Select(r => (string?)r["email"]));
        Assert.Equal(["Accepted", "Failed", "Accepted"], rows.SkipLast(1).Select(r => (string?)r["outcome"]));
        Assert.Equal(
            (3, 2, 1),
            (
                (int)rows[^1]["summary"]!["rows_in"]!,
                (int)rows[^1]["summary"]!["accepted"]!,
                (int)rows[^1]["summary"]!["failed"]!
            )
        );
    }

    [Theory]
    [InlineData("r.csv")]
    [InlineData("r.jsonl")]
    [InlineData("report")]
    public void Report_written_again_from_the_record_is_the_report_of_the_import(string name)
    {
        string first = Path.Combine(_folder, "first", name),
            again = Path.Combine(_folder, "again", name);
        Directory.CreateDirectory(Path.GetDirectoryName(first)!);
        Directory.CreateDirectory(Path.GetDirectoryName(again)!);
        _account.Run(Import + " -ReportPath $args[1]", _id, first);
        int requests = _account.Requests.Count;

        _account.Run("Get-CcRun -RunId $args[0] -ReportPath $args[1]", _id, again).Succeeded();

        Assert.Equal(Content(first), Content(again));
        Assert.True(name != "report" || Content(first).Contains("'=A", StringComparison.Ordinal));
        Assert.Equal(requests, _account.Requests.Count);
    }

    [Fact]
    public void Report_that_cannot_be_written_at_the_end_is_an_error_and_is_written_again()
    {
        // The folder of the report is a file when the import ends.
        string place = Path.Combine(_folder, "gone", "r.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        ScriptResult result;
        using (
            _account.Emulator.Intercept(
                "POST /v3/activities/*",
                before: _ =>
                {
                    Directory.Delete(Path.GetDirectoryName(place)!, recursive: true);
                    return Task.CompletedTask;
                }
            )
        )
        {
            result = _account.Run(Import + " -ReportPath $args[1]", _id, place);
        }

        ErrorRecord error = Assert.Single(
            result.Errors,
            e => e.FullyQualifiedErrorId.StartsWith("CcReportNotWritable", StringComparison.Ordinal)
        );
        Assert.Contains(
            $"Get-CcRun -RunId {_id} -ReportPath",
            error.ErrorDetails.RecommendedAction,
            StringComparison.Ordinal
        );
        Assert.Single(result.Output);
        string again = Path.Combine(_folder, "again.csv");
        _account.Run("Get-CcRun -RunId $args[0] -ReportPath $args[1]", _id, again).Succeeded();
        Assert.Equal(4, File.ReadAllLines(again).Length);
    }

    [Theory]
    [InlineData("Import-CcContactBulk -Path $args[0] -List Members -ReportPath $args[0]")]
    [InlineData("Get-Item $args[0] | Import-CcContactBulk -List Members -ReportPath $args[0]")]
    [InlineData("Import-Csv $args[0] | Import-CcContactBulk -List Members -ReportPath $args[0]")]
    public void Report_that_is_the_input_is_refused_and_nothing_is_sent(string script)
    {
        string input = Path.Combine(_folder, "in.csv");
        File.WriteAllText(input, "email\na@example.net\n");

        _account.Run(script, input).FailedWith("CcReportNotWritable");

        Assert.Empty(_account.Writes);
        Assert.Equal("email\na@example.net\n", File.ReadAllText(input));
    }

    [Fact]
    public void Report_does_not_replace_the_part_of_an_earlier_report_that_is_the_input()
    {
        _account.Run(Import + " -ReportPath $args[1]", _id, Path.Combine(_folder, "report"));
        string input = Path.Combine(_folder, "report", "failed.csv");
        string before = File.ReadAllText(input);

        _account
            .Run(
                "Import-CcContactBulk -Path $args[0] -List Members -OnInvalid Skip -ReportPath $args[1]",
                input,
                Path.Combine(_folder, "report")
            )
            .FailedWith("CcReportNotWritable");

        Assert.Equal(before, File.ReadAllText(input));
    }

    [Fact]
    public void Report_is_never_written_through_a_link()
    {
        string target = Path.Combine(_folder, "target.csv"),
            link = Path.Combine(_folder, "link.csv");
        File.WriteAllText(target, "precious");
        if (OperatingSystem.IsWindows())
        {
            return; // a link needs a privilege there
        }

        File.CreateSymbolicLink(link, target);

        _account.Run(Import + " -ReportPath $args[1]", _id, link).FailedWith("CcReportNotWritable");

        Assert.Empty(_account.Writes);
        Assert.Equal("precious", File.ReadAllText(target));
    }

    [Fact]
    public async Task Report_of_a_running_import_is_refused_to_another()
    {
        string report = Path.Combine(_folder, "r.csv");
        ScriptResult? other = null;
        using ModuleHost host = ModuleHost.Open();
        _account.Connect(host);
        using (
            _account.Emulator.Intercept(
                "POST /v3/activities/*",
                before: async _ =>
                    other ??= await Task.Run(() =>
                        host.Run(
                            "@{ email = 'c@example.net' } | Import-CcContactBulk -List Members -ReportPath $args[0]",
                            report
                        )
                    )
            )
        )
        {
            _account.Run(Import + " -ReportPath $args[1]", _id, report);
        }

        other!.FailedWith("CcReportNotWritable");
        Assert.Equal(4, (await File.ReadAllLinesAsync(report)).Length);
    }

    [Fact]
    public async Task Stopped_import_says_which_chunks_the_service_has_and_which_command_continues_it()
    {
        string report = Path.Combine(_folder, "r.csv");
        await StopAtFirstChunkAsync(Import + " -ReportPath $args[1]", _id, report);

        string line = Assert.Single(_account.Host.Ui.Lines, l => l.Contains("was stopped", StringComparison.Ordinal));
        Assert.Contains(
            "0 of 3 rows are with the service, chunk 1 (rows 1 to 3) in flight",
            line,
            StringComparison.Ordinal
        );
        Assert.Contains($"Continue with: Resume-CcRun -RunId {_id}", line, StringComparison.Ordinal);
        Assert.Equal(4, (await File.ReadAllLinesAsync(report)).Length);
        Assert.Equal("Unfinished", Record().Properties["State"].Value);

        PSObject summary = _account.Run("Resume-CcRun $args[0]", _id).Output.Single();

        Assert.Equal(2L, summary.Properties["Accepted"].Value);
        Assert.Single(_account.Writes);
        Assert.Equal("Finished", Record().Properties["State"].Value);
        Assert.Equal(
            2,
            (await File.ReadAllLinesAsync(report)).Count(l => l.Contains(",Accepted,", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(Rows + "$rows | Import-CcContactBulk -List Members -OnInvalid Skip")]
    [InlineData(Rows + "$rows | Import-CcContactBulk -List Members -OnInvalid Skip -Stream")]
    [InlineData(
        "Set-Content $args[1] \"email`na@example.net\"; (Get-Item $args[1]).LastWriteTimeUtc = '2026-01-01'; Import-CcContactBulk -Path $args[1] -List Members"
    )]
    public async Task Import_of_the_input_of_an_unfinished_run_warns_and_names_that_run(string script)
    {
        string file = Path.Combine(_folder, "in.csv");
        await StopAtFirstChunkAsync(script + " -RunId $args[0]", _id, file);

        string hint = Assert.Single(
            _account.Run(script, _id + "-2", file).Warnings,
            w => w.Contains("is not finished", StringComparison.Ordinal)
        );

        Assert.Contains(_id, hint, StringComparison.Ordinal);
        Assert.Contains($"-RunId {_id}", hint, StringComparison.Ordinal);
        Assert.DoesNotContain(
            _account
                .Run(script.Replace("a@example.net", "zz@example.net", StringComparison.Ordinal), _id + "-3", file)
                .Warnings,
            w => w.Contains("is not finished", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Resume-CcRun $args[0]")]
    [InlineData(Import)]
    public void Finished_import_sends_nothing_a_second_time_and_gives_the_same_account(string script)
    {
        PSObject first = Assert.Single(_account.Run(Import, _id).Output);
        PSObject second = Assert.Single(_account.Run(script, _id).Output);

        Assert.Single(_account.Writes);
        foreach (string count in new[] { "RowsIn", "Accepted", "Failed", "ExitCode" })
        {
            Assert.Equal(first.Properties[count].Value, second.Properties[count].Value);
        }
    }

    [Fact]
    public void Record_of_an_import_has_its_counts_requests_and_activities_and_no_addresses()
    {
        _account.Run(Import, _id);

        PSObject run = Record();
        Assert.Equal(
            ("Finished", (object)2, (object)3L),
            ((string)run.Properties["State"].Value, run.Properties["ExitCode"].Value, run.Properties["Rows"].Value)
        );
        Assert.Equal(2, ((IReadOnlyDictionary<string, long>)run.Properties["Counts"].Value)["Accepted"]);
        Assert.Single((IReadOnlyList<string>)run.Properties["ActivityIds"].Value);
        Assert.True((long)run.Properties["Requests"].Value > 1);
        Assert.DoesNotContain(
            "example.net",
            File.ReadAllText(Path.Combine(TestFiles.DataFolder, "runs", _id, "run.json")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Contact_that_leaves_while_the_question_about_a_stream_is_open_is_not_sent()
    {
        string id = _account.Plant(
            """{"email_address":{"address":"left@example.net","permission_to_send":"implicit"},"first_name":"Old"}"""
        );
        _account.Host.Ui.WhileAsked = () =>
            _account.State.ChangeContact(id, c => c["deleted_at"] = "2026-11-01T00:00:00Z");
        _account.Host.Ui.Answer("Yes");

        PSObject summary = Assert.Single(
            _account
                .Run(
                    "@{ email = 'left@example.net'; first_name = 'New' }, @{ email = 'a@example.net' } | Import-CcContactBulk -List Members -Stream -Confirm"
                )
                .Output
        );

        Assert.Equal((1L, 1L), (summary.Properties["Suppressed"].Value, summary.Properties["Accepted"].Value));
        Assert.NotNull(_account.State.GetContact(id)!["deleted_at"]);
        Assert.Equal("Old", (string?)_account.State.GetContact(id)!["first_name"]);
    }

    [Fact]
    public void Run_of_another_account_is_refused_with_both_clients_named()
    {
        Connect(Token("client-1", "anna"));
        _account.Run(Import, _id);
        _account.Run("'member1@example.com' | Add-CcListMember Members -RunId $args[0]", _id + "-m");
        int writes = _account.Writes.Count;
        Connect(Token("client-1", "bob"));

        Assert.Contains(
            "another account",
            _account.Run(Import, _id).FailedWith("CcRunDiffers").ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "client-1",
            _account.Run("Resume-CcRun $args[0]", _id).FailedWith("CcRunDiffers").ToString(),
            StringComparison.Ordinal
        );
        _account
            .Run("'member1@example.com' | Add-CcListMember Members -RunId $args[0]", _id + "-m")
            .FailedWith("CcRunDiffers");
        Assert.Equal(writes, _account.Writes.Count);

        Connect(Token("client-1", "anna"));
        Assert.Single(_account.Run("Resume-CcRun $args[0]", _id).Output);
    }

    private void Connect(string token) =>
        _account
            .Run(
                "param($token, $uri) Connect-CcAccount -AccessToken $token -BaseUri $uri -RequestsPerSecond 1000 -RequestsPerDay 1000000",
                EmulatedAccount.Secure(token),
                _account.Emulator.BaseUri
            )
            .Succeeded();

    private static string Token(string client, string user) =>
        $"e30.{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($$"""{"cid":"{{client}}","sub":"{{user}}"}""")).TrimEnd('=').Replace('+', '-').Replace('/', '_')}.x";

    private static string Content(string path) =>
        File.Exists(path)
            ? RowsOf(path)
            : string.Join(
                '\n',
                Directory
                    .GetFiles(path)
                    .Order(StringComparer.Ordinal)
                    .Select(f => $"{Path.GetFileName(f)}\n{File.ReadAllText(f)}")
            );

    /// <summary>Without the requests of the summary, which are more when they are counted later.</summary>
    private static string RowsOf(string path) =>
        string.Join('\n', File.ReadAllLines(path).Where(l => !l.StartsWith("{\"summary\"", StringComparison.Ordinal)));

    private PSObject Record() => Assert.Single(_account.Run("Get-CcRun $args[0]", _id).Succeeded().Output);

    /// <summary>As by Ctrl+C, when the first chunk has arrived and its answer has not.</summary>
    private async Task StopAtFirstChunkAsync(string script, params object?[] arguments)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (
            _account.Emulator.Intercept(
                "POST /v3/activities/*",
                after: async _ =>
                {
                    arrived.TrySetResult();
                    await release.Task;
                }
            )
        )
        {
            RunningScript running = _account.Host.Start(script, arguments);
            await arrived.Task;
            await running.StopAsync();
            release.SetResult();
        }
    }
}
