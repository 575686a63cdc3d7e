using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>
/// The messages about an import whose job fails, and about a resumed import: outcome, remedy, exit code.
/// </summary>
public sealed class ImportOutcomeTests : IAsyncLifetime
{
    private const string Import =
        "@(@{ email = 'a@example.net' }, @{ email = 'b@example.net' }) | Import-CcContactBulk -List Members -RunId $args[0]";

    private readonly string _id = "outcome-" + Guid.NewGuid().ToString("N");
    private readonly string _folder = Directory.CreateTempSubdirectory("cc-outcome-").FullName;
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Members = 60,
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.FromMilliseconds(200),
            }
        );

    public async Task DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await _account.DisposeAsync();
    }

    [Theory]
    [InlineData(FaultKind.ActivityFailed, "Failed", "Failed", "import these rows again")]
    [InlineData(FaultKind.ActivityTimedOut, "TimedOut", "Unknown", "stopped the activity")]
    public void A_job_that_fails_or_times_out_says_so_and_its_rows_are_to_be_imported_again(
        string fault,
        string state,
        string count,
        string remedy
    )
    {
        _account.Emulator.Faults.Add(
            new FaultRule
            {
                Match = "POST /v3/activities/*",
                Fault = fault,
                Times = 1,
            }
        );

        ScriptResult result = _account.Run(Import + " -ReportPath $args[1]", _id, _folder);

        PSObject summary = Assert.Single(result.Output);
        Assert.Equal(
            (2L, 0L, 0L, 3),
            (
                Get(summary, count),
                Get(summary, "Accepted"),
                Get(summary, "Unaccounted"),
                (int)summary.Properties["ExitCode"].Value
            )
        );
        Assert.Equal(state, Chunk(summary).Properties["State"].Value.ToString());
        Assert.Contains(result.Warnings, w => w.Contains(remedy, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(3, File.ReadAllLines(Path.Combine(_folder, "failed.csv")).Length);

        // As the message says, the file can be imported unchanged.
        PSObject again = Assert.Single(
            _account
                .Run(
                    "Import-CcContactBulk (Join-Path $args[0] failed.csv) -List Members".Replace(
                        "(Join-Path $args[0] failed.csv)",
                        "\"$($args[0])/failed.csv\"",
                        StringComparison.Ordinal
                    ),
                    _folder
                )
                .Succeeded()
                .Output
        );
        Assert.Equal((2L, 0), (Get(again, "Accepted"), (int)again.Properties["ExitCode"].Value));
    }

    [Fact]
    public void A_job_that_never_ends_is_given_up_after_the_time_given_and_resumed_without_sending()
    {
        _account.Emulator.Faults.Add(
            new FaultRule
            {
                Match = "POST /v3/activities/*",
                Fault = FaultKind.ActivityStuck,
                Times = 1,
            }
        );

        ScriptResult result = _account.Run(Import + " -TimeoutMinutes 1", _id);

        PSObject summary = Assert.Single(result.Output);
        Assert.Equal(
            (2L, 0L, 2),
            (Get(summary, "Pending"), Get(summary, "Unaccounted"), (int)summary.Properties["ExitCode"].Value)
        );
        Assert.Equal("Unfinished", Chunk(summary).Properties["State"].Value.ToString());
        ErrorRecord error = result.FailedWith("CcTimeout");
        Assert.Contains($"Resume-CcRun -RunId {_id}", error.ToString(), StringComparison.Ordinal);

        PSObject resumed = Assert.Single(_account.Run("Resume-CcRun $args[0] -NoWait", _id).Succeeded().Output);
        Assert.Equal(2L, Get(resumed, "Pending"));
        Assert.Single(_account.Writes);
    }

    [Fact]
    public void A_job_that_the_service_has_forgotten_after_ten_days_is_unknown_and_its_rows_are_to_be_imported_again()
    {
        _account.Run(Import + " -NoWait", _id).Succeeded();
        _account.Emulator.Reset(); // the emulator forgets single activities in no other way

        ScriptResult result = _account.Run("Resume-CcRun $args[0]", _id);

        PSObject summary = Assert.Single(result.Output);
        Assert.Equal(
            (2L, 0L, 0L, 3),
            (
                Get(summary, "Unknown"),
                Get(summary, "Accepted"),
                Get(summary, "Unaccounted"),
                (int)summary.Properties["ExitCode"].Value
            )
        );
        Assert.Equal("Forgotten", Chunk(summary).Properties["State"].Value.ToString());
        Assert.Contains(
            result.Warnings,
            w =>
                w.Contains("ten days", StringComparison.Ordinal)
                && w.Contains("Import these rows again", StringComparison.Ordinal)
        );
        result.FailedWith("CcNotFound");
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void Used_up_allowance_names_the_remaining_rows_and_the_command_for_them()
    {
        _account.Emulator.Faults.Add(
            new FaultRule
            {
                Match = "POST /v3/activities/*",
                Fault = FaultKind.Quota,
                Times = 1,
            }
        );

        ErrorRecord error = _account.Run(Import, _id).FailedWith("CcQuotaExceeded");

        Assert.Contains("2 rows were not attempted", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Resume-CcRun -RunId {_id}", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Json")]
    [InlineData("Csv")]
    public void A_line_of_a_chunk_is_reported_as_the_row_of_the_input_and_correctable_is_explained(string format)
    {
        _account.Emulator.Options.Switches["import-email-length"] = "50";
        string unsubscribed = (string)
            _account.State.Contacts.First(c =>
                (string?)c["email_address"]?["permission_to_send"] == "unsubscribed" && c["deleted_at"] is null
            )["email_address"]!["address"]!;
        string tooLong = new string('x', 50) + "@example.net";

        ScriptResult result = _account.Run(
            $"'{unsubscribed}', 'a@example.net', '{tooLong}' | ForEach-Object {{ @{{ email = $_ }} }} | Import-CcContactBulk -List Members -Format {format}"
        );

        Assert.Equal(1L, Get(Assert.Single(result.Output), "Correctable"));
        Assert.Contains(
            result.Warnings,
            w => w.Contains($"Row 3: the email address '{tooLong}' is not valid", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(result.Warnings, w => w.Contains("Line ", StringComparison.Ordinal));
        Assert.Contains(
            result.Warnings,
            w =>
                w.StartsWith(
                    "The service counted 1 row as correctable: it read the row but refused a value in it.",
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public void A_run_that_was_recorded_without_a_consent_reference_is_resumed_with_one_and_keeps_it()
    {
        const string Row =
            "@{ email = 'a@example.net'; sms_number = '6175550100'; sms_consent_date = '2025-01-02' } | Import-CcContactBulk -List Members -SmsPermission Explicit -IncludeUnsubscribed -ConsentReference 'form 7' -NoWait -RunId $args[0]";
        _account.Run(Row, _id).Succeeded();
        string record = Path.Combine(TestFiles.DataFolder, "runs", _id, "run.json");
        Assert.Contains("form 7", File.ReadAllText(record), StringComparison.Ordinal);
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"form 7\"", "null", StringComparison.Ordinal)); // as runs were recorded before

        Assert.Contains(
            "-ConsentReference",
            _account.Run("Resume-CcRun $args[0]", _id).FailedWith("CcConsentNeeded").ErrorDetails.RecommendedAction,
            StringComparison.Ordinal
        );
        PSObject summary = Assert.Single(
            _account.Run("Resume-CcRun $args[0] -ConsentReference 'form 8'", _id).Succeeded().Output
        );

        Assert.Equal((1L, 0), (Get(summary, "Accepted"), (int)summary.Properties["ExitCode"].Value));
        Assert.Contains("form 8", File.ReadAllText(record), StringComparison.Ordinal);
        _account.Run("Resume-CcRun $args[0] -ConsentReference 'form 9'", _id).FailedWith("CcRunDiffers");
        Assert.Single(_account.Writes);
    }

    private static long Get(PSObject summary, string name) => (long)summary.Properties[name].Value;

    private static PSObject Chunk(PSObject summary) =>
        PSObject.AsPSObject(((IEnumerable<object>)summary.Properties["Chunks"].Value).Single());
}
