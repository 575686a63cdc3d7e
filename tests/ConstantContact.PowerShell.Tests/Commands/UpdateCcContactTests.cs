using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class UpdateCcContactTests : IAsyncLifetime
{
    private const string Id = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";
    private const string Mail = "DLang+news@example.com";
    private const string News = "aa000001-4752-11e9-9c8a-fa163e6b01c1";
    private const string Spring = "aa000002-4752-11e9-9c8a-fa163e6b01c1";

    private EmulatedAccount _account = null!;

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.StartAsync();
        _account.State.Put(
            JsonNode.Parse(
                $$"""
                {
                  "lists": [{"list_id":"{{News}}","name":"News"},{"list_id":"{{Spring}}","name":"Spring news"}],
                  "tags": [{"tag_id":"bb000001-4752-11e9-9c8a-fa163e6b01c1","name":"VIP"}],
                  "custom_fields": [
                    {"custom_field_id":"cc000001-4752-11e9-9c8a-fa163e6b01c1","label":"Membership","name":"Membership","type":"string"},
                    {"custom_field_id":"cc000002-4752-11e9-9c8a-fa163e6b01c1","label":"Colours","name":"Colours","type":"multi_select","choices":[{"choice_id":1,"choice_label":"Red"},{"choice_id":2,"choice_label":"Blue"},{"choice_id":3,"choice_label":"Green"}]},
                    {"custom_field_id":"cc000003-4752-11e9-9c8a-fa163e6b01c1","label":"Points","name":"Points","type":"number"}],
                  "contacts": [{
                    "contact_id":"{{Id}}",
                    "email_address":{"address":"{{Mail}}","permission_to_send":"implicit"},
                    "first_name":"Debora","last_name":"Lang","job_title":"Musician","birthday_month":11,"birthday_day":24,"anniversary":"2006-11-15",
                    "custom_fields":[{"custom_field_id":"cc000001-4752-11e9-9c8a-fa163e6b01c1","value":"Silver"},{"custom_field_id":"cc000002-4752-11e9-9c8a-fa163e6b01c1","choice_ids":["1"]}],
                    "phone_numbers":[{"phone_number":"555-0100","kind":"work"}],
                    "street_addresses":[{"kind":"home","street":"1 Main","city":"Waltham","state":"MA","postal_code":"02451","country":"US"}],
                    "list_memberships":["{{News}}"],
                    "notes":[{"note_id":"dd000001-4752-11e9-9c8a-fa163e6b01c1","created_at":"2026-01-01T00:00:00Z","content":"met at the fair"}],
                    "loyalty_tier":{"name":"gold","points":1.50}
                  }]
                }
                """
            )!
        );
    }

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void WhatIf_sends_no_write_and_its_body_is_then_sent_byte_for_byte()
    {
        const string update =
            "Update-CcContact -Email dlang+news@example.com -FirstName 'Déborah' -CustomField @{ Membership = 'Gold'; Colours = 'Blue;green' } -AddToList 'spring NEWS' -AddTag VIP -Address @{ home = @{ city = 'Boston' } } -AddNote 'called'";

        ScriptResult shown = _account.Run($"{update} -WhatIf");
        Assert.Empty(_account.Writes);
        string body = _account.Run($"({update} -WhatIf -PassThru).Preview.BodyText").Succeeded().Single<string>();
        _account.Run(update).Succeeded();

        string sent = Assert.Single(_account.Writes).Body!;
        Assert.Equal(body, sent);
        Assert.Contains(sent, shown.ScreenText, StringComparison.Ordinal);
        Assert.Contains("first_name         Debora             →  Déborah", shown.ScreenText, StringComparison.Ordinal);
        Assert.Contains("list_memberships   + Spring news  (1 kept)", shown.ScreenText, StringComparison.Ordinal);
        Assert.Contains("Membership: Silver", shown.ScreenText, StringComparison.Ordinal);
        Assert.Contains("Colours: Red", shown.ScreenText, StringComparison.Ordinal);
        Assert.Contains("→  Blue;Green", shown.ScreenText, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_requested_members_change()
    {
        JsonObject before = _account.State.GetContact(Id)!;

        _account
            .Run("Update-CcContact -Email DLANG+NEWS@example.com -FirstName Deborah -Clear job_title, cf:membership")
            .Succeeded();

        JsonObject after = _account.State.GetContact(Id)!;
        before["first_name"] = "Deborah";
        before.Remove("job_title");
        before["custom_fields"]!.AsArray().RemoveAt(0);
        Assert.Equal(TestData.MergeOracle.Essence(before), TestData.MergeOracle.Essence(after));
    }

    [Theory]
    [InlineData("keep", null)]
    [InlineData("null-if-omitted", null)]
    [InlineData("reject", "CcUnknownMember")]
    public void Unknown_member_is_kept_or_named_in_the_error(string reading, string? error)
    {
        _account.Emulator.Options.Switches["unknown-members"] = reading;

        ScriptResult result = _account.Run(
            "Update-CcContact -ContactId 1618ae62-4752-11e9-9c8a-fa163e6b01c1 -FirstName Deborah"
        );

        if (error is not null)
        {
            Assert.Contains("loyalty_tier", result.FailedWith(error).Exception.Message, StringComparison.Ordinal);
        }

        Assert.Equal(
            """{"name":"gold","points":1.50}""",
            _account.State.GetContact(Id)!["loyalty_tier"]!.ToJsonString()
        );
        Assert.Equal(error is null ? "Deborah" : "Debora", (string?)_account.State.GetContact(Id)!["first_name"]);
    }

    [Fact]
    public void Request_for_the_current_state_sends_nothing()
    {
        ScriptResult result = _account
            .Run("Update-CcContact -Email dlang+news@example.com -FirstName Debora -AddToList News -PassThru")
            .Succeeded();

        Assert.Equal("Unchanged", result.Output[0].Properties["Outcome"].Value.ToString());
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void Contact_from_the_pipeline_gives_identity_and_nothing_else()
    {
        ScriptResult result = _account
            .Run(
                """
                $contact = Get-CcContact -Email dlang+news@example.com
                Update-CcContact -Email dlang+news@example.com -LastName Changed
                $contact | Update-CcContact -JobTitle { $_.JobTitle.ToUpper() }
                """
            )
            .Succeeded();

        JsonObject now = _account.State.GetContact(Id)!;
        Assert.Equal(("Changed", "MUSICIAN"), ((string?)now["last_name"], (string?)now["job_title"]));
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Row_is_read_unmapped_and_an_argument_or_script_block_beats_its_column()
    {
        _account
            .Run(
                """
                $row = [pscustomobject]@{ Email = 'dlang+news@example.com'; first_name = ' Deb '; LastName = ''; home_city = 'Boston'; 'cf:Points' = '12.5'; title = 'cellist'; company_name = 'X' }
                $row | Update-CcContact -JobTitle { $_.title } -CompanyName Acme -ColumnMap @{ title = '' }
                """
            )
            .Succeeded();

        JsonObject now = _account.State.GetContact(Id)!;
        Assert.Equal(
            ("Deb", "Lang", "cellist", "Acme"),
            (
                (string?)now["first_name"],
                (string?)now["last_name"],
                (string?)now["job_title"],
                (string?)now["company_name"]
            )
        );
        Assert.Equal(
            """{"city":"Boston","street":"1 Main"}""",
            new JsonObject
            {
                ["city"] = now["street_addresses"]![0]!["city"]!.DeepClone(),
                ["street"] = now["street_addresses"]![0]!["street"]!.DeepClone(),
            }.ToJsonString()
        );
    }

    [Fact]
    public void Declined_update_is_not_sent()
    {
        _account.Host.Ui.Answer("No");

        ScriptResult result = _account.Run(
            "Update-CcContact -Email dlang+news@example.com -FirstName Deborah -Confirm -PassThru"
        );

        Assert.Empty(_account.Writes);
        Assert.Equal("NotAttempted", result.Output[0].Properties["Outcome"].Value.ToString());
        Assert.Contains("Debora             →  Deborah", result.Prompts[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Replace -FirstName X")]
    [InlineData("-Clear taggings, list_memberships")]
    [InlineData("-PermissionToSend unsubscribed")]
    public void Dangerous_request_asks_first_and_force_answers(string wish)
    {
        _account.Host.Ui.Answer("No");
        _account.Run($"Update-CcContact -Email dlang+news@example.com {wish}");
        Assert.Empty(_account.Writes);

        ScriptResult forced = _account.Run($"Update-CcContact -Email dlang+news@example.com {wish} -Force").Succeeded();

        Assert.Empty(forced.Prompts);
        Assert.Single(_account.Writes);
    }

    [Fact]
    public void Deleted_contact_is_refused_and_comes_back_only_with_restore_and_a_list()
    {
        _account.State.ChangeContact(Id, c => c["deleted_at"] = "2026-07-08T00:00:00Z");

        _account.Run("Update-CcContact -Email dlang+news@example.com -FirstName X").FailedWith("CcContactDeleted");
        _account.Run("Update-CcContact -Email dlang+news@example.com -Restore -Force").FailedWith("CcRestoreNeedsList");
        Assert.Empty(_account.Writes);
        _account.Run("Update-CcContact -Email dlang+news@example.com -Restore -AddToList News -Force").Succeeded();

        Assert.False(_account.State.GetContact(Id)!.ContainsKey("deleted_at"));
    }

    [Fact]
    public void Unsubscribed_contact_is_left_alone_unless_included_and_then_keeps_its_opt_out()
    {
        _account.State.OptOut(Id, "too many");
        JsonNode before = _account.State.GetContact(Id)!["email_address"]!;

        ScriptResult left = _account.Run("Update-CcContact -Email dlang+news@example.com -FirstName X -PassThru");
        Assert.Empty(_account.Writes);
        _account
            .Run(
                "Update-CcContact -Email dlang+news@example.com -FirstName X -AddToList 'Spring news' -IncludeUnsubscribed"
            )
            .Succeeded();

        Assert.Equal("Suppressed", left.Output[0].Properties["Outcome"].Value.ToString());
        Assert.Single(left.Warnings);
        JsonObject now = _account.State.GetContact(Id)!;
        Assert.Equal("X", (string?)now["first_name"]);
        Assert.Equal(before.ToJsonString(), now["email_address"]!.ToJsonString());
        Assert.DoesNotContain(Spring, now["list_memberships"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Opt_out_made_between_look_up_and_put_is_not_undone()
    {
        bool once = true;
        using IDisposable hook = _account.Emulator.Intercept(
            "PUT /v3/contacts/*",
            before: request =>
            {
                if (once)
                {
                    once = false;
                    _account.State.ChangeContact(
                        Id,
                        c =>
                        {
                            c["email_address"]!["permission_to_send"] = "unsubscribed";
                            c["email_address"]!["opt_out_source"] = "Contact";
                            c["email_address"]!["opt_out_date"] = "2026-11-24T00:00:00Z";
                        }
                    );
                }

                return Task.CompletedTask;
            }
        );

        ScriptResult result = _account.Run("Update-CcContact -Email dlang+news@example.com -FirstName X -PassThru");

        Assert.Equal("unsubscribed", (string?)_account.State.GetContact(Id)!["email_address"]!["permission_to_send"]);
        Assert.Equal("Suppressed", result.Output[0].Properties["Outcome"].Value.ToString());
    }

    [Fact]
    public void Change_made_between_look_up_and_a_put_that_is_refused_is_kept()
    {
        bool once = true;
        using IDisposable hook = _account.Emulator.Intercept(
            "PUT /v3/contacts/*",
            before: request =>
            {
                if (once)
                {
                    once = false;
                    _account.State.ChangeContact(Id, c => c["last_name"] = "Married");
                }

                return Task.CompletedTask;
            }
        );
        _account.Emulator.Faults.Add("PUT /v3/contacts/*", "status-503");

        _account.Run("Update-CcContact -Email dlang+news@example.com -FirstName X").Succeeded();

        JsonObject now = _account.State.GetContact(Id)!;
        Assert.Equal(("X", "Married"), ((string?)now["first_name"], (string?)now["last_name"]));
    }

    [Theory]
    [InlineData("reset-after")]
    [InlineData("half-answer")]
    [InlineData("invalid-json")]
    public void Put_that_arrived_but_was_not_answered_is_not_sent_twice(string fault)
    {
        _account.Emulator.Faults.Add("PUT /v3/contacts/*", fault);

        ScriptResult result = _account
            .Run("Update-CcContact -Email dlang+news@example.com -FirstName X -AddNote once -PassThru")
            .Succeeded();

        Assert.Equal("Updated", result.Output[0].Properties["Outcome"].Value.ToString());
        Assert.Single(_account.Writes);
        Assert.Equal(2, _account.State.GetContact(Id)!["notes"]!.AsArray().Count);
    }

    [Fact]
    public void Report_has_a_line_for_each_row_and_the_summary_last()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl");
        try
        {
            _account
                .Run(
                    "param($path) @{ email = 'dlang+news@example.com'; first_name = 'X' }, @{ email = 'nobody@example.com'; first_name = 'Y' } | ForEach-Object { [pscustomobject]$_ } | Update-CcContact -ReportPath $path",
                    path
                )
                .FailedWith("CcNotFound");

            JsonNode[] lines = [.. File.ReadAllLines(path).Select(l => JsonNode.Parse(l)!)];
            Assert.Equal(["Updated", "Failed"], lines.Take(2).Select(l => (string?)l["outcome"]));
            Assert.Equal(2, (int?)lines[2]["summary"]!["rows_in"]);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Verbose_stream_holds_the_body_and_no_token()
    {
        ScriptResult result = _account
            .Run("Update-CcContact -Email dlang+news@example.com -FirstName Deborah -Verbose")
            .Succeeded();

        string verbose = string.Join("\n", result.Verbose);
        Assert.DoesNotContain(_account.Token, verbose, StringComparison.Ordinal);
        Assert.Contains("PUT contacts/{contact_id} -> 200", verbose, StringComparison.Ordinal);
        Assert.Equal(
            1,
            Regex.Count(
                verbose,
                Regex.Escape(Assert.Single(_account.Writes).Body!),
                RegexOptions.None,
                TimeSpan.FromSeconds(1)
            )
        );
        Assert.Contains("1 updated", verbose, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> BadInput() =>
        new()
        {
            {
                "[pscustomobject]@{ email = 'dlang+news@example.com'; frist_name = 'x' } | Update-CcContact",
                "CcUnknownColumn"
            },
            { "[pscustomobject]@{ first_name = 'x' } | Update-CcContact", "CcMissingColumn" },
            { "[pscustomobject]@{ email = ''; first_name = 'x' } | Update-CcContact", "CcInvalidValue" },
            { "[pscustomobject]@{ email = 'not an address'; first_name = 'x' } | Update-CcContact", "CcInvalidValue" },
            {
                "[pscustomobject]@{ email = 'dlang+news@example.com'; anniversary = '31/31/2020' } | Update-CcContact",
                "CcInvalidValue"
            },
            {
                "[pscustomobject]@{ email = 'dlang+news@example.com'; birthday_month = '5' } | Update-CcContact",
                "CcInvalidValue"
            },
            {
                "[pscustomobject]@{ email = 'dlang+news@example.com'; birthday_month = '1,5'; birthday_day = '2' } | Update-CcContact",
                "CcInvalidValue"
            },
            {
                "[pscustomobject]@{ email = 'dlang+news@example.com'; first_name = '#N/A' } | Update-CcContact",
                "CcInvalidValue"
            },
            {
                "[pscustomobject]@{ email = 'dlang+news@example.com'; permission_to_send = 'explicit' } | Update-CcContact",
                "CcUnknownColumn"
            },
            {
                "[pscustomobject]@{ email = 'dlang+news@example.com'; 'cf:Points' = '1,50' } | Update-CcContact",
                "CcInvalidValue"
            },
            {
                "[pscustomobject]@{ email = 'dlang+news@example.com'; 'cf:Colours' = 'Pink' } | Update-CcContact",
                "CcInvalidValue"
            },
            {
                "[pscustomobject]@{ email = 'dlang+news@example.com'; 'cf:Nope' = 'x' } | Update-CcContact",
                "CcUnknownName"
            },
            {
                "[pscustomobject]@{ email = 'dlang+news@example.com'; add_to_lists = 'Nope' } | Update-CcContact",
                "CcUnknownName"
            },
            { "Update-CcContact -Email nobody@example.com -FirstName x", "CcNotFound" },
            { "Update-CcContact -Email dlang+news@example.com -FirstName ''", "CcBlankValue" },
            { "Update-CcContact -Email dlang+news@example.com -FirstName $null", "CcBlankValue" },
            { "Update-CcContact -Email '' -FirstName x", "CcInvalidValue" },
            { "Update-CcContact '' -FirstName x", "CcInvalidValue" },
            { "Update-CcContact 'Debora Lang' -FirstName x", "CcInvalidValue" },
            { "Update-CcContact @{ city = 'Graz' } -FirstName x", "CcMissingIdentity" },
            {
                "Update-CcContact dlang+news@example.com -ContactId 1618ae62-4752-11e9-9c8a-fa163e6b01c1 -FirstName x",
                "CcInvalidValue"
            },
            {
                "[pscustomobject]@{ contact = 'dlang+news@example.com'; first_name = 'x' } | Update-CcContact",
                "CcMissingColumn"
            },
            { "Update-CcContact -FirstName x", "CcMissingIdentity" },
            {
                "Update-CcContact -Email dlang+news@example.com -ContactId 1618ae62-4752-11e9-9c8a-fa163e6b01c2 -FirstName x",
                "CcNotFound"
            },
            {
                "Update-CcContact -Email other@example.com -ContactId 1618ae62-4752-11e9-9c8a-fa163e6b01c1 -FirstName x",
                "CcContactMismatch"
            },
            { "Update-CcContact -Email dlang+news@example.com -AddNote ('x' * 2001)", "CcInvalidValue" },
            { "Update-CcContact -Email dlang+news@example.com -Clear email_address", "CcInvalidClear" },
            { "Update-CcContact -Email dlang+news@example.com -Clear notes", "CcInvalidClear" },
            { "Update-CcContact -Email dlang+news@example.com -Clear frist_name", "CcInvalidClear" },
            { "Update-CcContact -Email dlang+news@example.com -Clear first_name -FirstName x", "CcInvalidValue" },
            { "Update-CcContact -Email dlang+news@example.com -AddToList News -RemoveFromList News", "CcInvalidValue" },
            { "Update-CcContact -Email dlang+news@example.com -PermissionToSend explicit", "CcConsentNeeded" },
            { "Update-CcContact -Email dlang+news@example.com -Phone @{ fax = '1' }", "CcInvalidValue" },
            { "Update-CcContact -Email dlang+news@example.com -Merge -Replace -FirstName x", "CcInvalidValue" },
            {
                "Update-CcContact -Email dlang+news@example.com -FirstName x -ReportPath /no/such/folder/r.jsonl",
                "CcReportNotWritable"
            },
        };

    [Theory]
    [InlineData("Update-CcContact $id -JobTitle Pilot")]
    [InlineData("Update-CcContact ([guid]$id) -JobTitle Pilot")]
    [InlineData("Update-CcContact dlang+news@example.com -JobTitle Pilot")]
    [InlineData("Update-CcContact (Get-CcContact $id) -JobTitle Pilot")]
    [InlineData("Update-CcContact @{ contact_id = $id; first_name = 'Not a wish' } -JobTitle Pilot")]
    [InlineData(
        "Update-CcContact -Contact ([pscustomobject]@{ EmailAddress = 'dlang+news@example.com' }) -JobTitle Pilot"
    )]
    [InlineData("$id | Update-CcContact -JobTitle Pilot")]
    [InlineData("[guid]$id | Update-CcContact -JobTitle Pilot")]
    [InlineData(
        "[pscustomobject]@{ email = 'other@example.com'; job_title = 'Pilot' } | Update-CcContact dlang+news@example.com"
    )]
    [InlineData(
        "[pscustomobject]@{ mail = 'dlang+news@example.com'; email = 'other@example.com'; job_title = 'Pilot' } | Update-CcContact -Email { $_.mail } -ColumnMap @{ mail = '' }"
    )]
    public void Argument_or_pipeline_name_the_contact_in_any_form(string script)
    {
        JsonObject before = _account.State.GetContact(Id)!;

        _account.Run($"param($id) {script}", Id).Succeeded();

        JsonObject after = _account.State.GetContact(Id)!;
        Assert.Equal("Pilot", (string?)after["job_title"]);
        Assert.Equal((string?)before["first_name"], (string?)after["first_name"]);
    }

    /// <summary>A contact without an address can only be named by its id.</summary>
    [Fact]
    public void Contact_without_an_address_is_updated_as_an_argument()
    {
        string id = _account.Plant(
            """{"first_name":"Sms","sms_channel":{"full_sms_address":"15550100","sms_channel_consents":[]}}"""
        );

        _account.Run("param($id) Update-CcContact (Get-CcContact $id) -JobTitle Pilot", id).Succeeded();

        Assert.Equal("Pilot", (string?)_account.State.GetContact(id)!["job_title"]);
    }

    /// <summary>
    /// The engine binds a property that has the name of a parameter. The column map decides what the column means.
    /// </summary>
    [Fact]
    public void Row_speaks_through_its_columns_where_the_map_gives_a_parameters_name_another_meaning()
    {
        _account
            .Run(
                """
                [pscustomobject]@{ EmailAddress = 'wrong@example.com'; 'E-Mail' = 'dlang+news@example.com'; FirstName = 'Family'; Vorname = 'Given' } |
                    Update-CcContact -ColumnMap @{ EmailAddress = ''; 'E-Mail' = 'email'; FirstName = 'last_name'; Vorname = 'first_name' }
                """
            )
            .Succeeded();

        JsonObject contact = _account.State.GetContact(Id)!;
        Assert.Equal(("Given", "Family"), ((string?)contact["first_name"], (string?)contact["last_name"]));
    }

    [Theory]
    [MemberData(nameof(BadInput))]
    public void Bad_input_gets_its_error_and_sends_no_write(string script, string id)
    {
        string before = _account.State.Get().ToJsonString();

        ErrorRecord error = _account.Run(script).FailedWith(id);

        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Empty(_account.Writes);
        Assert.Equal(before, _account.State.Get().ToJsonString());
    }

    [Fact]
    public void Fifty_first_list_and_second_work_phone_are_refused_and_the_next_row_goes_on()
    {
        _account.State.ChangeContact(
            Id,
            c => c["phone_numbers"]!.AsArray().Add(new JsonObject { ["kind"] = "work", ["phone_number"] = "555-0101" })
        );

        ScriptResult result = _account.Run(
            """
            [pscustomobject]@{ email = 'dlang+news@example.com'; work_phone = '1'; home_phone = '' },
            [pscustomobject]@{ email = 'dlang+news@example.com'; work_phone = ''; home_phone = '2' } | Update-CcContact
            """
        );

        ErrorRecord error = result.FailedWith("CcAmbiguousKind");
        Assert.StartsWith("Row 1: ", error.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal(3, _account.State.GetContact(Id)!["phone_numbers"]!.AsArray().Count);
    }

    [Fact]
    public void Ambiguous_list_name_is_refused_with_the_candidates()
    {
        JsonObject state = _account.State.Get();
        state["lists"]!
            .AsArray()
            .Add(new JsonObject { ["list_id"] = "aa000009-4752-11e9-9c8a-fa163e6b01c1", ["name"] = "NEWS" });
        _account.State.Put(state);

        ErrorRecord error = _account
            .Run("Update-CcContact -Email dlang+news@example.com -AddToList news")
            .FailedWith("CcAmbiguousName");

        Assert.Contains(
            News,
            $"{error.Exception.Message} {error.ErrorDetails.RecommendedAction}",
            StringComparison.Ordinal
        );
        Assert.Contains(
            "aa000009",
            $"{error.Exception.Message} {error.ErrorDetails.RecommendedAction}",
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("html", "CcUnexpectedResponse")]
    [InlineData("invalid-json", "CcUnexpectedResponse")]
    [InlineData("huge-body", "CcUnexpectedResponse")]
    [InlineData("redirect", "CcUnexpectedResponse")]
    [InlineData("unauthorized", "CcAuthenticationFailed")]
    [InlineData("quota", "CcQuotaExceeded")]
    public void Answer_that_makes_no_sense_is_an_error_and_nothing_is_written(string fault, string id)
    {
        _account.Emulator.Faults.Add("GET /v3/contacts*", fault, times: 0);

        ScriptResult result = _account.Run("Update-CcContact -Email dlang+news@example.com -FirstName X");

        result.FailedWith(id);
        Assert.Empty(_account.Writes);
    }
}
