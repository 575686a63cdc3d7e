using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>The cmdlets of plans as a user gives them; what plans do is tested in Core's tests.</summary>
public sealed class PlanCmdletTests : IAsyncLifetime
{
    private const int People = 20;

    /// <summary>Every row changes one value.</summary>
    private const string Rows =
        "$rows = 1..20 | ForEach-Object { [pscustomobject]@{ email = \"p$_@example.com\"; job_title = 'Pilot' } }; ";

    private const string Make = Rows + "$rows | New-CcPlan -Path $args[0]";

    private readonly string _folder = Directory.CreateTempSubdirectory("plan-tests-").FullName;
    private readonly string _id = $"p{Guid.NewGuid():N}";

    private EmulatedAccount _account = null!;

    private string PlanFile => Path.Combine(_folder, "monday.ccplan");

    public async Task InitializeAsync()
    {
        _account = await StartAsync();
        _account.Run("New-CcList Crew | Out-Null; New-CcList Target | Out-Null").Succeeded();
        string crew = ListId("Crew");
        for (int i = 1; i <= People; i++)
        {
            _account.Plant(
                $$"""{"email_address":{"address":"p{{i}}@example.com","permission_to_send":"implicit"},"first_name":"N{{i}}","job_title":"Clerk","list_memberships":["{{crew}}"]}"""
            );
        }
    }

    public async Task DisposeAsync()
    {
        await _account.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Plan_is_a_file_for_its_owner_alone_and_making_it_writes_nothing_to_the_account()
    {
        string[] before = Account();
        int writes = _account.Writes.Count;

        PSObject header = Assert.Single(_account.Run(Make, PlanFile).Succeeded().Output);

        Assert.Equal(writes, _account.Writes.Count);
        Assert.Equal(before, Account());
        Assert.Equal((long)People, header.Properties["Rows"].Value);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PlanFile));
        }
    }

    [Fact]
    public void File_that_is_not_a_plan_is_not_replaced()
    {
        File.WriteAllText(PlanFile, "mine");

        _account.Run(Make, PlanFile).FailedWith("CcReportNotWritable");

        Assert.Equal("mine", File.ReadAllText(PlanFile));
    }

    [Fact]
    public void Entries_have_old_and_new_values_and_the_header_counts_them_without_a_request()
    {
        _account
            .Run(
                Rows
                    + "$rows[0].job_title = 'Clerk'; $rows + [pscustomobject]@{ email = 'nobody@example.com'; job_title = 'Pilot' } | New-CcPlan -Path $args[0]",
                PlanFile
            )
            .FailedWith("CcNotFound");
        int requests = _account.Requests.Count;

        PSObject[] entries = [.. _account.Run("Get-CcPlan $args[0]", PlanFile).Succeeded().Output];
        PSObject header = Assert.Single(
            _account.Run("Get-Item $args[0] | Get-CcPlan -Header", PlanFile).Succeeded().Output
        );

        Assert.Equal(requests, _account.Requests.Count);
        Assert.Equal(
            ["Unchanged", .. Enumerable.Repeat("Update", People - 1), "Failed"],
            entries.Select(e => e.Properties["Action"].Value.ToString())
        );
        PSObject change = Assert.Single(
            ((IEnumerable<object>)entries[1].Properties["Shown"].Value).Select(PSObject.AsPSObject)
        );
        Assert.Equal(
            ("job_title", "Clerk", "Pilot"),
            (
                (string)change.Properties["Member"].Value,
                (string)change.Properties["Old"].Value,
                (string)change.Properties["New"].Value
            )
        );
        Assert.Equal("p2@example.com", entries[1].Properties["Email"].Value);
        Assert.Equal(People - 1, ((IReadOnlyDictionary<string, long>)header.Properties["Counts"].Value)["Update"]);
    }

    [Fact]
    public void Plan_is_applied_once_and_every_entry_is_proved()
    {
        _account.Run(Rows + "$rows | New-CcPlan -Path $args[0] -AddToList Target", PlanFile).Succeeded();
        string report = Path.Combine(_folder, "r.csv");
        string script = "Invoke-CcPlan $args[0] -ReportPath $args[1] -Confirm:$false -PassThru";

        ScriptResult first = _account.Run(script, PlanFile, report).Succeeded();

        Assert.Equal(Enumerable.Repeat("Applied", People), Outcomes(first));
        Assert.All(_account.State.Contacts, c => Assert.Equal("Pilot", (string?)c["job_title"]));
        Assert.Equal(People, Members("Target").Length);
        int requests = _account.Requests.Count;

        ScriptResult second = _account.Run(script, PlanFile, report).Succeeded();

        Assert.Equal(requests, _account.Requests.Count);
        Assert.Equal(Enumerable.Repeat("Applied", People), Outcomes(second));
        Assert.Equal(People + 1, File.ReadAllLines(report).Length);
    }

    [Fact]
    public void Preview_shows_the_cost_and_sends_nothing_and_a_no_does_the_same()
    {
        _account.Run(Make, PlanFile).Succeeded();
        int requests = _account.Requests.Count;
        _account.Host.Ui.Answer("No");

        string screen = _account
            .Run("Invoke-CcPlan $args[0] -RunId $args[1] -WhatIf", PlanFile, _id)
            .Succeeded()
            .ScreenText;
        ScriptResult refused = _account.Run("Invoke-CcPlan $args[0] -RunId $args[1]", PlanFile, _id).Succeeded();

        Assert.Contains("20 updates", screen, StringComparison.Ordinal);
        Assert.Single(refused.Prompts);
        Assert.Equal(requests, _account.Requests.Count);
        _account.Run("Get-CcRun -RunId $args[0]", _id).FailedWith("CcRunNotFound");
    }

    [Fact]
    public void Plan_without_changes_succeeds_and_writes_nothing()
    {
        _account
            .Run(Rows + "$rows | ForEach-Object { $_.job_title = 'Clerk'; $_ } | New-CcPlan -Path $args[0]", PlanFile)
            .Succeeded();
        int writes = _account.Writes.Count;

        ScriptResult result = _account.Run("Invoke-CcPlan $args[0] -Confirm:$false -PassThru", PlanFile).Succeeded();

        Assert.Equal(Enumerable.Repeat("Unchanged", People), Outcomes(result));
        Assert.Equal(writes, _account.Writes.Count);
    }

    [Theory]
    [InlineData("CcPlanEdited", "")]
    [InlineData("CcPlanUnsafe", "")]
    [InlineData("CcPlanForeign", "")]
    [InlineData("CcPlanTooOld", "-MaximumAge ([timespan]::Zero)")]
    [InlineData("CcPlanRemovesTooMany", "")]
    public void Plan_that_may_not_be_applied_is_refused_before_anything_is_sent_and_stops_where_errors_stop(
        string id,
        string more
    )
    {
        _account
            .Run(
                Rows + "$rows | Select-Object -First 10 | New-CcPlan -Path $args[0] -List Crew -RemoveMissing",
                PlanFile
            )
            .Succeeded();
        if (id == "CcPlanEdited")
        {
            File.WriteAllText(
                PlanFile,
                File.ReadAllText(PlanFile).Replace("Pilot", "Admiral", StringComparison.Ordinal)
            );
        }
        else if (id == "CcPlanUnsafe")
        {
            if (OperatingSystem.IsWindows())
            {
                return;
            }

            File.SetUnixFileMode(
                PlanFile,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite
            );
        }
        else if (id == "CcPlanForeign")
        {
            GiveToAnotherAccount();
        }

        string invoke =
            $"Invoke-CcPlan $args[0] -RunId $args[1] {(id == "CcPlanRemovesTooMany" ? "" : "-MaximumRemoval 50%")} {more} -Confirm:$false";
        int writes = _account.Writes.Count;

        _account.Run(invoke, PlanFile, _id).FailedWith(id);
        ScriptResult stopped = _account.Run(
            $"try {{ {invoke} -ErrorAction Stop; 'went on' }} catch {{ $_.FullyQualifiedErrorId.Split(',')[0] }}",
            PlanFile,
            _id
        );

        Assert.Equal(id, (string)Assert.Single(stopped.Output).BaseObject);
        Assert.Equal(writes, _account.Writes.Count);
        _account.Run("Get-CcRun -RunId $args[0]", _id).FailedWith("CcRunNotFound");
        if (id is "CcPlanEdited" or "CcPlanUnsafe")
        {
            _account.Run("Get-CcPlan $args[0]", PlanFile).FailedWith(id);
        }
    }

    [Fact]
    public async Task Plan_for_another_service_is_refused_before_the_question()
    {
        _account.Run(Make, PlanFile).Succeeded();
        await using EmulatedAccount other = await StartAsync();

        other.Run("Invoke-CcPlan $args[0] -WhatIf", PlanFile).FailedWith("CcPlanForeign");
        ScriptResult refused = other.Run("Invoke-CcPlan $args[0]", PlanFile);

        refused.FailedWith("CcPlanForeign");
        Assert.Empty(refused.Prompts);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public void Plan_that_needs_more_requests_than_are_left_today_is_refused_every_time_before_the_question_and_leaves_no_run()
    {
        _account.Run(Rows + "$rows | New-CcPlan -Path $args[0] -AddNote Called", PlanFile).Succeeded();
        _account.Connect(_account.Host, requestsPerDay: _account.Requests.Count + 10);
        int requests = _account.Requests.Count;
        string report = Path.Combine(_folder, "r.csv");

        for (int i = 0; i < 2; i++)
        {
            ScriptResult refused = _account.Run(
                "Invoke-CcPlan $args[0] -RunId $args[1] -ReportPath $args[2]",
                PlanFile,
                _id,
                report
            );
            Assert.Contains(
                "A plan of about 4 contacts would fit today.",
                refused.FailedWith("CcQuotaExceeded").Exception.Message,
                StringComparison.Ordinal
            );
            Assert.Empty(refused.Prompts);
        }

        ScriptResult preview = _account.Run("Invoke-CcPlan $args[0] -WhatIf", PlanFile).Succeeded();

        Assert.Contains(preview.Warnings, static w => w.Contains("would fit today", StringComparison.Ordinal));
        Assert.Contains("20 updates", preview.ScreenText, StringComparison.Ordinal);
        Assert.Equal(requests, _account.Requests.Count);
        Assert.False(File.Exists(report));
        _account.Run("Get-CcRun -RunId $args[0]", _id).FailedWith("CcRunNotFound");
    }

    [Fact]
    public void Plan_is_made_with_a_warning_where_today_does_not_suffice_to_apply_it()
    {
        _account.Connect(_account.Host, requestsPerDay: _account.Requests.Count + 10);

        ScriptResult made = _account
            .Run(Rows + "$rows | New-CcPlan -Path $args[0] -AddNote Called", PlanFile)
            .Succeeded();

        Assert.Contains("would fit today", Assert.Single(made.Warnings), StringComparison.Ordinal);
        Assert.True(File.Exists(PlanFile));
    }

    [Fact]
    public void Run_that_is_refused_leaves_the_report_of_an_earlier_one()
    {
        string report = Path.Combine(_folder, "r.csv");
        _account
            .Run(Make + "; Invoke-CcPlan $args[0] -ReportPath $args[1] -Confirm:$false", PlanFile, report)
            .Succeeded();
        string before = File.ReadAllText(report);
        _account
            .Run(Rows + "$rows | ForEach-Object { $_.job_title = 'Clerk'; $_ } | New-CcPlan -Path $args[0]", PlanFile)
            .Succeeded();
        GiveToAnotherAccount();

        _account
            .Run("Invoke-CcPlan $args[0] -ReportPath $args[1] -Confirm:$false", PlanFile, report)
            .FailedWith("CcPlanForeign");

        Assert.Equal(before, File.ReadAllText(report));
    }

    [Theory]
    [InlineData("@() | New-CcPlan -Path $args[0]", "CcEmptyInput")]
    [InlineData("@() | New-CcPlan -Path $args[0] -List Crew -RemoveMissing", "CcEmptyInput")]
    [InlineData(
        "Set-Content $args[1] 'email,job_title'; New-CcPlan -Path $args[0] -SourcePath $args[1] -List Crew -RemoveMissing",
        "CcEmptyInput"
    )]
    [InlineData("Set-Content $args[1] '' -NoNewline; New-CcPlan -Path $args[0] -SourcePath $args[1]", "CcEmptyInput")]
    [InlineData("@() | Sync-CcListMember Crew -MaximumRemoval 100%", "CcEmptyInput")]
    public void Empty_source_is_refused(string script, string id)
    {
        int requests = _account.Requests.Count;

        _account.Run(script, PlanFile, Path.Combine(_folder, "in.csv")).FailedWith(id);
        ScriptResult stopped = _account.Run(
            $"$ErrorActionPreference = 'Stop'; try {{ {script}; 'went on' }} catch {{ 'stopped' }}",
            PlanFile,
            Path.Combine(_folder, "in.csv")
        );

        Assert.Equal("stopped", (string)Assert.Single(stopped.Output).BaseObject);
        Assert.False(File.Exists(PlanFile));
        Assert.Equal(requests, _account.Requests.Count);
        Assert.Equal(People, Members("Crew").Length);
    }

    [Theory]
    [InlineData("-AddToList Target")]
    [InlineData("-AddNote Called")]
    public void Contacts_that_others_changed_since_are_stale_and_keep_those_changes(string more)
    {
        _account.Run(Rows + $"$rows | New-CcPlan -Path $args[0] {more}", PlanFile).Succeeded();
        _account.State.ChangeContact("p3@example.com", c => c["job_title"] = "Captain");
        _account.State.ChangeContact("p17@example.com", c => c["last_name"] = "Lovelace");
        string[] his = His();

        ScriptResult result = _account.Run("Invoke-CcPlan $args[0] -Confirm:$false -PassThru", PlanFile).Succeeded();

        Assert.Equal(["p17@example.com", "p3@example.com"], Those(result, "Stale"));
        Assert.Equal(People - 2, Those(result, "Applied").Length);
        Assert.Equal(his, His());
        Assert.Contains(
            result.Warnings,
            w => w.Contains("2 contacts were left alone because they no longer fit the plan", StringComparison.Ordinal)
        );

        string[] His() =>
            [
                _account.State.GetContact("p3@example.com")!.ToJsonString(),
                _account.State.GetContact("p17@example.com")!.ToJsonString(),
            ];
    }

    [Fact]
    public void List_equals_the_input_afterwards_and_a_preview_names_joining_and_leaving_contacts()
    {
        _account.Plant("""{"email_address":{"address":"new@example.com","permission_to_send":"implicit"}}""");
        const string Sync =
            "'new@example.com', 'P1@example.com', 'p2@example.com' + (4..20 | ForEach-Object { \"p$_@example.com\" }) | Sync-CcListMember Crew ";
        int writes = _account.Writes.Count;

        string screen = _account.Run(Sync + "-WhatIf").Succeeded().ScreenText;

        Assert.Contains("joins: new@example.com", screen, StringComparison.Ordinal);
        Assert.Contains("leaves: p3@example.com", screen, StringComparison.Ordinal);
        Assert.DoesNotContain("p2@example.com", screen, StringComparison.Ordinal);
        _account.Run(Sync + "-MaximumRemoval 0 -Confirm:$false").FailedWith("CcPlanRemovesTooMany");
        Assert.Equal(writes, _account.Writes.Count);
        string[] before = Members("Crew");

        _account.Run(Sync + "-RunId $args[0]", _id).Succeeded();

        Assert.Equal(
            before.Except(["p3@example.com"]).Append("new@example.com").Order(StringComparer.Ordinal),
            Members("Crew")
        );
        writes = _account.Writes.Count;
        _account.Run(Sync + "-RunId $args[0]", _id).Succeeded();
        Assert.Equal(writes, _account.Writes.Count);
        _account.Run("Undo-CcRun $args[0] -Confirm:$false", _id).Succeeded();
        Assert.Equal(before, Members("Crew"));
    }

    [Theory]
    [InlineData("$rows | Update-CcContact -AddToList Target -RunId $args[1]")]
    [InlineData(
        "$rows | New-CcPlan -Path $args[0] -AddNote Called | Out-Null; Invoke-CcPlan $args[0] -RunId $args[1] -Confirm:$false"
    )]
    public void Undo_gives_the_account_back_as_it_was(string script)
    {
        string[] before = Account();
        _account.Run(Rows + script, PlanFile, _id).Succeeded();
        Assert.NotEqual(before, Account());
        int writes = _account.Writes.Count;
        Assert.Contains(
            "20 updates",
            _account.Run("Undo-CcRun $args[0] -WhatIf", _id).Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Equal(writes, _account.Writes.Count);

        ScriptResult result = _account.Run("Undo-CcRun $args[0] -Confirm:$false -PassThru", _id).Succeeded();

        Assert.Equal(Enumerable.Repeat("Applied", People), Outcomes(result));
        Assert.Equal(before, Account());
        writes = _account.Writes.Count;
        _account.Run("Undo-CcRun $args[0] -Confirm:$false", _id).Succeeded();
        Assert.Equal(writes, _account.Writes.Count);
    }

    [Fact]
    public void Change_that_was_made_since_is_kept()
    {
        string[] before = Account();
        _account
            .Run(Rows + "$rows | Select-Object -First 5 | Update-CcContact -AddNote Called -RunId $args[0]", _id)
            .Succeeded();
        _account.State.ChangeContact("p3@example.com", c => c["job_title"] = "Captain");
        string undo = Path.Combine(_folder, "undo.ccplan");

        Assert.Contains(
            "1 change left as it is",
            _account.Run("Undo-CcRun $args[0] -WhatIf", _id).Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        _account.Run("Undo-CcRun $args[0] -PlanPath $args[1]", _id, undo).Succeeded();
        PSObject kept = Assert.Single(
            _account.Run("Get-CcPlan $args[0] | Where-Object Action -eq Kept", undo).Succeeded().Output
        );
        Assert.Equal("p3@example.com", kept.Properties["Email"].Value);
        ScriptResult result = _account.Run("Undo-CcRun $args[0] -Confirm:$false -PassThru", _id).Succeeded();

        Assert.Equal(["p3@example.com"], Those(result, "Kept"));
        Assert.Equal("Captain", (string?)_account.State.GetContact("p3@example.com")!["job_title"]);
        _account.State.ChangeContact("p3@example.com", c => c["job_title"] = "Clerk");
        Assert.Equal(before, Account());
        _account.Run("Undo-CcRun nowhere -Confirm:$false").FailedWith("CcRunNotFound");
    }

    private static Task<EmulatedAccount> StartAsync() =>
        EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.FromMilliseconds(20),
            }
        );

    private static string[] Outcomes(ScriptResult result) =>
        [.. result.Output.Select(o => (string)o.Properties["Outcome"].Value)];

    private static string[] Those(ScriptResult result, string outcome) =>
        [
            .. result
                .Output.Where(o => (string)o.Properties["Outcome"].Value == outcome)
                .Select(o => (string)o.Properties["Email"].Value)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>
    /// All contacts without the stamps that every write sets, and whatever the order of their members.
    /// </summary>
    private string[] Account() => [.. _account.State.Contacts.Select(c => Sorted(c)).Order(StringComparer.Ordinal)];

    private static string Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject map =>
                $"{{{string.Join(",", map.Where(m => m.Key is not ("updated_at" or "update_source")).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}:{Sorted(m.Value)}"))}}}",
            JsonArray list => $"[{string.Join(",", list.Select(Sorted).Order(StringComparer.Ordinal))}]",
            _ => node?.ToJsonString() ?? "null",
        };

    private string ListId(string name) =>
        (string)_account.State.Lists.Single(l => (string?)l["name"] == name)["list_id"]!;

    private string[] Members(string list)
    {
        string id = ListId(list);
        return
        [
            .. _account
                .State.Contacts.Where(c => c["list_memberships"]?.AsArray().Any(l => (string?)l == id) == true)
                .Select(c => (string)c["email_address"]!["address"]!)
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>The plan as it would be for another account of the same service, with a hash that fits.</summary>
    private void GiveToAnotherAccount()
    {
        const string Hash = ",\"sha256\":\"";
        string[] lines = File.ReadAllLines(PlanFile);
        string planned = (string)JsonNode.Parse(lines[0])!["account"]!;
        string head = lines[0]
            [..lines[0].LastIndexOf(Hash, StringComparison.Ordinal)]
            .Replace($"\"{planned}\"", "\"another\"", StringComparison.Ordinal);
        string content = string.Concat(lines.Skip(1).Prepend(head + "}").Select(l => l + "\n"));
        string hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(content))).ToLowerInvariant();
        lines[0] = $"{head}{Hash}{hash}\"}}";
        File.WriteAllLines(PlanFile, lines);
    }
}
