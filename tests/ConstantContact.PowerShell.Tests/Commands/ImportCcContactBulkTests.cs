using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Faults;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary><c>Import-CcContactBulk</c> as a user has it, against the emulator.</summary>
public sealed class ImportCcContactBulkTests : IAsyncLifetime
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"cc-import-{Guid.NewGuid():N}.csv");
    private EmulatedAccount _account = null!;

    private ModuleHost Host => _account.Host;

    private EmulatorHost Emulator => _account.Emulator;

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
        File.Delete(_file);
        await _account.DisposeAsync();
    }

    [Fact]
    public void Rows_from_the_pipeline_are_created_and_updated_and_nothing_else_changes()
    {
        string known = Address("implicit", deleted: false);
        JsonObject before = Emulator.State.GetContact(known)!;

        PSObject summary = Run(
            "@([pscustomobject]@{ email = $args[0]; job_title = 'Gardener'; 'cf:membership' = 'Gold' }, @{ email = 'new@example.com'; first_name = 'Zoë'; job_title = ''; birthday_month = 2; birthday_day = 29 }) | Import-CcContactBulk -List 'spring news'",
            known
        );

        ImportCounts.AssertEqual(summary, rowsIn: 2, accepted: 2, exitCode: 0);
        JsonObject after = Emulator.State.GetContact(known)!;
        Assert.Equal("Gardener", (string?)after["job_title"]);
        Assert.Equal(before["first_name"]?.ToJsonString(), after["first_name"]?.ToJsonString());
        Assert.Equal(before["phone_numbers"]!.ToJsonString(), after["phone_numbers"]!.ToJsonString());
        Assert.Equal(
            before["email_address"]!["permission_to_send"]!.ToJsonString(),
            after["email_address"]!["permission_to_send"]!.ToJsonString()
        );
        Assert.Contains("Gold", after["custom_fields"]!.ToJsonString(), StringComparison.Ordinal);
        JsonObject made = Emulator.State.GetContact("new@example.com")!;
        Assert.Equal(
            ("Zoë", 2, false),
            ((string?)made["first_name"], (int)made["birthday_month"]!, made.ContainsKey("job_title"))
        );
        Assert.Contains(ListId("Spring news"), made["list_memberships"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Json")]
    [InlineData("Csv")]
    public void A_file_goes_through_either_endpoint_whole_and_in_chunks(string format)
    {
        // 45,000 rows: two chunks by count.
        Write(
            "email,first_name,cf:Remarks\n"
                + string.Concat(
                    Enumerable
                        .Range(0, 45_000)
                        .Select(i =>
                            string.Create(CultureInfo.InvariantCulture, $"p{i}@example.net,\"Ann, {i}\",é\"\"{i}\n")
                                .Replace("é\"\"", "é", StringComparison.Ordinal)
                        )
                )
        );

        PSObject summary = Run(
            "Import-CcContactBulk -Path $args[0] -List Members, $args[1] -Format $args[2]",
            _file,
            ListId("Donors"),
            format
        );

        ImportCounts.AssertEqual(summary, rowsIn: 45_000, accepted: 45_000, exitCode: 0);
        RequestLogEntry[] posts = Posts();
        Assert.Equal(2, posts.Length);
        Assert.All(
            posts,
            p =>
                Assert.EndsWith(
                    format == "Csv" ? "contacts_file_import" : "contacts_json_import",
                    p.Path,
                    StringComparison.Ordinal
                )
        );
        JsonObject last = Emulator.State.GetContact("p44999@example.net")!;
        Assert.Equal("Ann, 44999", (string?)last["first_name"]);
        Assert.Contains(ListId("Donors"), last["list_memberships"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains(ListId("Members"), last["list_memberships"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_shows_what_is_then_sent_and_sends_nothing()
    {
        Write("email,first_name\na@example.net,Ann\nb@example.net,\n");

        ScriptResult preview = Host.Run("Import-CcContactBulk -Path $args[0] -List Members -WhatIf -PassThru", _file)
            .Succeeded();
        Assert.Empty(Posts());
        Run("Import-CcContactBulk -Path $args[0] -List Members", _file);

        string body = Assert.Single(Posts()).Body;
        Assert.Contains(body, preview.ScreenText, StringComparison.Ordinal);
        Assert.Contains("2 of 2 rows to 'Members'", preview.ScreenText, StringComparison.Ordinal);
        Assert.Contains("POST /v3/activities/contacts_json_import", preview.ScreenText, StringComparison.Ordinal);
        PSObject forecast = Assert.Single(preview.Output);
        Assert.Equal(
            (2L, (long)Encoding.UTF8.GetByteCount(body), 1),
            (Get<long>(forecast, "Rows"), Get<long>(forecast, "Bytes"), Get<int>(forecast, "Requests"))
        );
    }

    [Fact]
    public void A_confirmed_import_asks_once_and_a_no_sends_nothing()
    {
        Host.Ui.Answer("No");

        ScriptResult result = Host.Run("@{ email = 'a@example.net' } | Import-CcContactBulk -List Members -Confirm")
            .Succeeded();

        Assert.Single(result.Prompts);
        Assert.Empty(Posts());
        Assert.Equal(1L, Get<long>(Assert.Single(result.Output), "NotAttempted"));
    }

    [Fact]
    public void One_invalid_row_keeps_all_others_back_and_is_named()
    {
        Write("email,birthday_month,birthday_day\na@example.net,\"1,5\",1\nb@example.net,1,1\n,1,1\n");

        ScriptResult result = Host.Run("Import-CcContactBulk -Path $args[0] -List Members", _file);

        Assert.Equal(2, result.Errors.Count);
        Assert.All(
            result.Errors,
            e => Assert.StartsWith("CcInvalidValue,", e.FullyQualifiedErrorId, StringComparison.Ordinal)
        );
        Assert.Contains("Row 1 of " + Path.GetFileName(_file), result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("'1,5' is not a whole number", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("Row 3", result.Errors[1].ToString(), StringComparison.Ordinal);
        ImportCounts.AssertEqual(
            Assert.Single(result.Output),
            rowsIn: 3,
            accepted: 0,
            exitCode: 3,
            failed: 2,
            notAttempted: 1
        );
        Assert.Empty(Posts());
    }

    [Fact]
    public void Invalid_rows_that_are_skipped_leave_the_others_to_be_sent()
    {
        ScriptResult result = Host.Run(
            "@('not a row', @{ email = 'a@example.net' }, @{ email = 'b@example.net'; first_name = @{ x = 1 } }, @{ email = 'bad' }, @{ email = 'c@example.net' }) | Import-CcContactBulk -List Members -OnInvalid Skip"
        );

        Assert.Equal(3, result.Errors.Count);
        Assert.Contains("Row 1: 'not a row' is a string", result.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "Row 3, column 'first_name': the value is a Hashtable",
            result.Errors[1].ToString(),
            StringComparison.Ordinal
        );
        ImportCounts.AssertEqual(Assert.Single(result.Output), rowsIn: 5, accepted: 2, exitCode: 2, failed: 3);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("-Restore -IncludeUnsubscribed", false)]
    [InlineData("-SkipConsentCheck", false)]
    public void Deleted_and_unsubscribed_contacts_are_held_back_unless_a_switch_says_otherwise(
        string switches,
        bool held
    )
    {
        string deleted = Address(null, deleted: true);
        string unsubscribed = Address("unsubscribed", deleted: false);
        Write($"email,first_name\n{deleted.ToUpperInvariant()},X\n{unsubscribed},Y\nok@example.net,Z\n");

        ScriptResult result = Host.Run($"Import-CcContactBulk -Path $args[0] -List Members {switches}", _file)
            .Succeeded();

        PSObject summary = Assert.Single(result.Output);
        ImportCounts.AssertEqual(summary, rowsIn: 3, accepted: held ? 1 : 3, exitCode: 0, suppressed: held ? 2 : 0);
        Assert.Equal(held, Emulator.State.GetContact(deleted)!.ContainsKey("deleted_at"));
        Assert.Equal(
            "unsubscribed",
            (string?)Emulator.State.GetContact(unsubscribed)!["email_address"]!["permission_to_send"]
        );
        Assert.Equal(held, result.Warnings.Any(w => w.Contains("held back", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("-List Nowhere", "CcUnknownName", "'Nowhere'")]
    [InlineData("-List Members -Delimiter ';'", "CcMissingColumn", "email")]
    [InlineData("-List Members -ColumnMap @{ first_name = 'frist_name' }", "CcUnknownColumn", "frist_name")]
    [InlineData("-List Members -ColumnMap @{ first_name = 'cf:no_such' }", "CcUnknownName", "no_such")]
    [InlineData("-List Members -Encoding klingon", "CcInvalidValue", "klingon")]
    [InlineData("-List Members -Wait -NoWait", "CcInvalidValue", "-NoWait")]
    public void Error_that_concerns_all_rows_ends_the_run_before_anything_is_sent(
        string arguments,
        string id,
        string fragment
    )
    {
        Write("email,first_name\na@example.net,Ann\n");
        string script =
            $"Import-CcContactBulk -Path $args[0] {arguments}"
            + (id == "CcMissingColumn" ? " -IgnoreUnknownColumn" : "");

        ScriptResult result = Host.Run(script, _file);

        Assert.Empty(result.Output);
        Assert.Contains(fragment, result.FailedWith(id).ToString(), StringComparison.Ordinal);
        Assert.Empty(Posts());
    }

    [Fact]
    public void An_unknown_column_from_the_pipeline_ends_the_run_at_the_first_row()
    {
        ScriptResult result = Host.Run(
            "1..100000 | ForEach-Object { $script:made = $_; @{ email = \"p$_@example.net\"; Fisrt_Name = 'x' } } | Import-CcContactBulk -List Members"
        );

        Assert.Contains(
            "did you mean 'first_name'",
            result.FailedWith("CcUnknownColumn").ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(1, Host.Run("$script:made").Output.Single().BaseObject);
        Assert.Equal("/v3/contact_custom_fields", Assert.Single(Emulator.Requests.Entries).Path); // a label may be such a heading
    }

    [Fact]
    public void A_post_whose_answer_is_lost_is_found_among_the_activities_and_not_repeated()
    {
        Emulator.Faults.Add(
            new FaultRule
            {
                Match = "POST /v3/activities/*",
                Fault = FaultKind.ResetAfter,
                Times = 1,
            }
        );

        PSObject summary = Run("@{ email = 'a@example.net' } | Import-CcContactBulk -List Members");

        ImportCounts.AssertEqual(summary, rowsIn: 1, accepted: 1, exitCode: 0);
        Assert.Single(Posts());
    }

    /// <summary>
    /// An address that a contact may have, and that the emulator's import does not take: the sources disagree.
    /// </summary>
    private static readonly string TooLongForTheImport = new string('o', 48) + "@example.net";

    [Fact]
    public void A_report_has_every_row_once_with_its_reason_and_can_be_imported_again()
    {
        Emulator.Options.Switches["import-email-length"] = "50";
        string deleted = Address(null, deleted: true);
        Write(
            $"email,first_name,phone,cf:Shirt_size\n{deleted},D,,\nok@example.net,=cmd,+1 555 0100,M\nbad,B,,\n{TooLongForTheImport},O,,\nok@example.net,Again,,\n"
        );
        string folder = _file + ".report";

        ScriptResult result = Host.Run(
            "Import-CcContactBulk -Path $args[0] -List Members -OnInvalid Skip -DuplicateAction First -ReportPath $args[1]",
            _file,
            folder
        );

        string[] Lines(string name) => File.ReadAllLines(Path.Combine(folder, name));
        Assert.Equal(
            ["email,first_name,phone,cf:Shirt_size,cc_row,cc_reason", "ok@example.net,'=cmd,'+1 555 0100,M,2,accepted"],
            Lines("succeeded.csv")
        );
        Assert.Equal("bad,B,,,3,email: 'bad' has no @", Lines("failed.csv")[1]);
        Assert.StartsWith($"{TooLongForTheImport},O,,,4,", Lines("failed.csv")[2], StringComparison.Ordinal);
        Assert.Contains("is not valid", Lines("failed.csv")[2], StringComparison.Ordinal);
        Assert.Equal(
            [
                $"{deleted},D,,,1,deleted",
                "ok@example.net,Again,,,5,duplicate: row 2 is about the same contact and was taken",
            ],
            Lines("suppressed.csv")[1..]
        );
        Assert.Single(Lines("not-attempted.csv"));
        Assert.Equal([0xEF, 0xBB, 0xBF], File.ReadAllBytes(Path.Combine(folder, "failed.csv"))[..3]);
        ImportCounts.AssertEqual(
            Assert.Single(result.Output),
            rowsIn: 5,
            accepted: 1,
            exitCode: 2,
            failed: 1,
            suppressed: 1
        );

        Run("Import-CcContactBulk -Path $args[0] -List Members", Path.Combine(folder, "succeeded.csv"));
        Directory.Delete(folder, recursive: true);

        // The cells come back unchanged: the guards against formulas are removed.
        Assert.Contains(
            "\"first_name\":\"=cmd\",\"phone\":\"+1 555 0100\"",
            Posts()[^1].Body,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_run_that_is_named_goes_on_where_it_ended_and_other_input_is_refused()
    {
        string id = "test-" + Guid.NewGuid().ToString("N");
        const string Import = "@{ email = $args[1] } | Import-CcContactBulk -List Members -NoWait -RunId $args[0]";

        PSObject first = Run(Import, id, "a@example.net");
        Assert.Equal((id, 1L), (Get<string>(first, "RunId"), Get<long>(first, "Pending")));
        Run(Import, id, "a@example.net");
        Assert.Contains(
            id,
            Host.Run(Import, id, "b@example.net").FailedWith("CcRunDiffers").ToString(),
            StringComparison.Ordinal
        );
        PSObject done = Run("Resume-CcRun -RunId $args[0]", id);

        ImportCounts.AssertEqual(done, rowsIn: 1, accepted: 1, exitCode: 0);
        Assert.Single(Posts());
        Host.Run("Resume-CcRun -RunId nowhere").FailedWith("CcRunNotFound");
    }

    [Fact]
    public void Verify_names_the_rows_whose_contacts_are_not_on_the_list()
    {
        string unsubscribed = Address("unsubscribed", deleted: false);
        string list = ListId("Donors");
        bool member = Emulator.State.GetContact(unsubscribed)!["list_memberships"]!
            .ToJsonString()
            .Contains(list, StringComparison.Ordinal);
        Write($"email\na@example.net\n{unsubscribed}\n");

        PSObject summary = Run("Import-CcContactBulk -Path $args[0] -List Donors -IncludeUnsubscribed -Verify", _file);

        PSObject verification = PSObject.AsPSObject(summary.Properties["Verification"].Value);
        Assert.Equal((2L, member ? 0L : 1L), (Get<long>(verification, "Checked"), Get<long>(verification, "Missing")));
        Assert.Equal(member ? 0 : 2, Get<int>(summary, "ExitCode"));
    }

    [Fact]
    public void Activities_are_got_and_waited_for_several_at_once()
    {
        Emulator.Options.ActivityDuration = TimeSpan.FromMilliseconds(1500);
        Host.Run(
                "$script:chunks = foreach ($i in 1..2) { (@{ email = \"p$i@example.net\" } | Import-CcContactBulk -List Members -NoWait).Chunks }"
            )
            .Succeeded();

        Assert.Equal(2, Host.Run("$script:chunks | Get-CcActivity").Succeeded().Output.Count);
        ScriptResult waited = Host.Run("$script:chunks | Wait-CcActivity").Succeeded();
        Assert.Equal(["completed", "completed"], waited.Output.Select(o => Get<string>(o, "State")));
        Assert.Equal(2, Host.Run("Get-CcActivity -State completed").Succeeded().Output.Count);
        Host.Run("Get-CcActivity 86b90820-cc52-11ea-9dad-fa163e3d9194").FailedWith("CcNotFound");
    }

    [Theory]
    [InlineData(FaultKind.QueueFull, "CcQueueFull", 3)]
    [InlineData(FaultKind.Quota, "CcQuotaExceeded", 5)]
    [InlineData(FaultKind.Unauthorized, "CcAuthenticationFailed", 4)]
    public void A_refused_post_leaves_its_rows_not_attempted_and_says_so_before_the_error(
        string fault,
        string id,
        int exitCode
    )
    {
        Emulator.Faults.Add(
            new FaultRule
            {
                Match = "POST /v3/activities/*",
                Fault = fault,
                Times = 0,
            }
        );

        ScriptResult result = Host.Run("@{ email = 'a@example.net' } | Import-CcContactBulk -List Members");

        ImportCounts.AssertEqual(
            Assert.Single(result.Output),
            rowsIn: 1,
            accepted: 0,
            exitCode: exitCode,
            notAttempted: 1
        );
        result.FailedWith(id);
    }

    [Fact]
    public void NoWait_returns_with_the_rows_pending_and_the_activity_named()
    {
        PSObject summary = Run("@{ email = 'a@example.net' } | Import-CcContactBulk -List Members -NoWait");

        Assert.Equal((1L, 0), (Get<long>(summary, "Pending"), Get<int>(summary, "ExitCode")));
        object chunk = ((IEnumerable<object>)summary.Properties["Chunks"].Value).Single();
        Assert.Contains(
            Emulator.State.Activities,
            a => (string?)a["activity_id"] == Get<string>(PSObject.AsPSObject(chunk), "ActivityId")
        );
    }

    [Fact]
    public void Rows_that_the_service_rejects_are_counted_and_its_message_is_shown()
    {
        Emulator.Options.Switches["import-email-length"] = "50";

        ScriptResult result = Host.Run(
                "@(@{ email = $args[0] }, @{ email = 'b@example.net' }) | Import-CcContactBulk -List Members",
                TooLongForTheImport
            )
            .Succeeded();

        PSObject summary = Assert.Single(result.Output);
        Assert.Equal(
            (1L, 1L, 0L, 2),
            (
                Get<long>(summary, "Accepted"),
                Get<long>(summary, "Correctable"),
                Get<long>(summary, "Unaccounted"),
                Get<int>(summary, "ExitCode")
            )
        );
        Assert.Contains(result.Warnings, w => w.Contains("is not valid", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[int]7", "7")]
    [InlineData("[double]1.5", "1.5")]
    [InlineData("1000000.10d", "1000000.10")]
    [InlineData("[datetime]'2024-02-29'", "2024-02-29")]
    [InlineData("$true", "true")]
    [InlineData("'  padded  '", "padded")]
    [InlineData("[guid]'04fe9a97-a579-43c5-bb1a-58ed29bf0a6a'", "04fe9a97-a579-43c5-bb1a-58ed29bf0a6a")]
    public void Values_of_other_types_become_invariant_text(string expression, string text)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Run(
                $"[pscustomobject]@{{ email = 'a@example.net'; 'cf:Remarks' = {expression} }} | Import-CcContactBulk -List Members"
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }

        Assert.Contains($"\"cf:Remarks\":\"{text}\"", Assert.Single(Posts()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stopping_does_not_wait_for_the_job_of_the_service()
    {
        Emulator.Options.ActivityDuration = TimeSpan.FromHours(1);
        RunningScript running = Host.Start("@{ email = 'a@example.net' } | Import-CcContactBulk -List Members");
        await Eventually.TrueAsync(() =>
            Emulator.Requests.Entries.Any(r =>
                r.Path.Contains("/activities/", StringComparison.Ordinal) && r.Method == "GET"
            )
        );

        await running.StopAsync().WaitAsync(Eventually.Patience);
    }

    private static T Get<T>(PSObject value, string property) =>
        Assert.IsType<T>(
            value.Properties[property].Value is PSObject wrapped ? wrapped.BaseObject : value.Properties[property].Value
        );

    private PSObject Run(string script, params object?[] arguments) =>
        Assert.Single(Host.Run(script, arguments).Succeeded().Output);

    private RequestLogEntry[] Posts() => [.. Emulator.Requests.Entries.Where(e => e.Method == "POST")];

    private void Write(string text) => File.WriteAllText(_file, text);

    private string ListId(string name) =>
        (string)Emulator.State.Lists.Single(l => (string?)l["name"] == name)["list_id"]!;

    private string Address(string? permission, bool deleted) =>
        (string)
            Emulator.State.Contacts.First(c =>
                c["email_address"] is JsonObject email
                && c.ContainsKey("deleted_at") == deleted
                && (permission is null || (string?)email["permission_to_send"] == permission)
                && (!deleted || (string?)email["permission_to_send"] != "unsubscribed")
            )["email_address"]!["address"]!;
}
