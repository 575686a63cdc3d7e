using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Control;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class ListMemberTests : IAsyncLifetime
{
    private const int Members = 1200;

    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = Members,
                ActivityDuration = TimeSpan.FromMilliseconds(20),
            }
        );

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void Contacts_of_the_pipeline_are_sent_in_jobs_of_five_hundred_and_judged_by_their_current_state()
    {
        PSObject summary = Assert.Single(
            _account
                .Run("New-CcList Target | Out-Null; Get-CcContact -Status all | Add-CcListMember Target -PassThru")
                .Succeeded()
                .Output
        );

        string[] wanted = [.. Everybody.Where(IsFine).Select(c => (string)c["contact_id"]!)];
        Assert.Equal(wanted.Order(StringComparer.Ordinal), MembersOf("Target"));
        Assert.Equal((wanted.Length + 499) / 500, Posts.Count());
        Assert.Equal((long)Members, summary.Properties["ItemsIn"].Value);
        AddsUp(summary);

        // The list, three pages of contacts, two looks for the names of their tags and fields, one for the lists, the
        // pages of those who left, the jobs, and one look for all of them.
        int left = Everybody.Count(c => !IsFine(c));
        Assert.Equal(1 + 3 + 2 + 1 + ((left + 499) / 500) + Posts.Count() + 1, _account.Requests.Count);
    }

    [Fact]
    public void No_deleted_or_unsubscribed_contact_is_sent_however_it_is_given()
    {
        _account.Run("New-CcList Target").Succeeded();
        string[] bad = [.. Everybody.Where(c => !IsFine(c)).Select(c => (string)c["contact_id"]!).Take(8)];
        string[] mails =
        [
            .. Everybody.Where(c => !IsFine(c)).Select(c => (string)c["email_address"]!["address"]!).Take(8),
        ];

        ScriptResult result = _account
            .Run(
                "param($ids, $mails) $ids | Add-CcListMember Target; $mails | Add-CcListMember Target; Add-CcListMember Target -ContactId $ids; Add-CcListMember Target $mails[0]; foreach ($id in $ids) { Get-CcContact -ContactId $id | Add-CcListMember Target }",
                bad,
                mails
            )
            .Succeeded();

        Assert.Empty(Posts);
        Assert.Empty(MembersOf("Target"));
        Assert.Equal(4 + bad.Length, result.Warnings.Count);
    }

    [Fact]
    public void A_list_as_source_takes_one_job_without_the_contacts_that_opted_out()
    {
        _account.Run("New-CcList Target").Succeeded();
        string[] wanted = [.. MembersOf("Donors").Where(id => IsFine(ById(id)))];

        PSObject summary = Assert.Single(
            _account.Run("Add-CcListMember Target -FromList Donors -PassThru").Succeeded().Output
        );

        RequestLogEntry post = Assert.Single(Posts);
        Assert.Contains("\"exclude\"", post.Body, StringComparison.Ordinal);
        Assert.Equal(wanted, MembersOf("Target"));
        Assert.Equal((long)wanted.Length, summary.Properties["Done"].Value);
    }

    [Fact]
    public void A_tag_as_source_names_the_others_where_some_have_to_be_left_out()
    {
        _account.Run("New-CcList Target").Succeeded();
        string[] tagged =
        [
            .. Everybody
                .Where(c => HasTag(c, "vip"))
                .Select(c => (string)c["contact_id"]!)
                .Order(StringComparer.Ordinal),
        ];
        Assert.Contains(tagged, id => !IsFine(ById(id)));

        _account.Run("Add-CcListMember Target -FromTag vip").Succeeded();

        Assert.Equal(tagged.Where(id => IsFine(ById(id))), MembersOf("Target"));
        Assert.Contains("contact_ids", Posts.First().Body, StringComparison.Ordinal);
        Assert.DoesNotContain("tag_ids", Posts.First().Body, StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_and_all_active_contacts_are_sources()
    {
        ScriptResult result = _account
            .Run(
                """
                $null = New-CcList One; $null = New-CcList Two
                $tag = Get-CcTag vip
                $segment = New-CcSegment Vips @{ version = '1.0.0'; criteria = @{ type = 'and'; group = @(@{ source = 'tags'; field = 'tag_id'; op = 'contains-any'; value = @($tag.TagId) }) } }
                Add-CcListMember One -FromSegment $segment
                Add-CcListMember Two -AllActive
                """
            )
            .Succeeded();

        Assert.Empty(result.Output);
        Assert.NotEmpty(MembersOf("One"));
        Assert.All(MembersOf("One"), id => Assert.True(IsFine(ById(id)) && HasTag(ById(id), "vip")));
        Assert.All(MembersOf("Two"), id => Assert.True(IsFine(ById(id))));
        Assert.Contains("\"all_active_contacts\":true", Posts.Last().Body, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_with_addresses_are_looked_up_and_unknown_ones_are_errors()
    {
        string good = (string)Everybody.First(IsFine)["email_address"]!["address"]!;

        ScriptResult result = _account.Run(
            "param($good) [pscustomobject]@{ email = $good.ToUpperInvariant() }, [pscustomobject]@{ email_address = 'nobody@example.com' }, [pscustomobject]@{ city = 'X' }, 'no address', $good | Add-CcListMember 'Empty list' -PassThru",
            good
        );

        Assert.Equal(
            ["CcInvalidValue", "CcMissingIdentity", "CcNotFound"],
            result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]).Order(StringComparer.Ordinal)
        );
        Assert.Single(MembersOf("Empty list"));
        PSObject summary = Assert.Single(result.Output);
        Assert.Equal(
            (5L, 1L, 1L, 3L),
            (
                (long)summary.Properties["ItemsIn"].Value,
                (long)summary.Properties["Done"].Value,
                (long)summary.Properties["Duplicates"].Value,
                (long)summary.Properties["Failed"].Value
            )
        );
    }

    [Fact]
    public void WhatIf_shows_requests_and_what_looking_up_costs_and_writes_nothing()
    {
        string[] ids = [.. Everybody.Take(700).Select(c => (string)c["contact_id"]!)];

        string screen = _account
            .Run("param($ids) $ids | Add-CcListMember Press -WhatIf", (object)ids)
            .Succeeded()
            .ScreenText;

        Assert.Contains("of 500 contacts read", screen, StringComparison.Ordinal);
        Assert.Contains("POST /v3/activities/add_list_memberships", screen, StringComparison.Ordinal);
        Assert.Contains("\"contact_ids\":[\"", screen, StringComparison.Ordinal);
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void Members_are_taken_off_with_one_question_for_all()
    {
        Assert.NotEmpty(MembersOf("Donors"));
        _account.Host.Ui.Answer("Yes");

        ScriptResult result = _account.Run(
            "Get-CcContact -List Donors -Status all | Remove-CcListMember Donors -Confirm"
        );

        Assert.Single(result.Succeeded().Prompts);
        Assert.Empty(MembersOf("Donors"));
        Assert.NotEmpty(MembersOf("Members"));
    }

    [Fact]
    public void Moving_a_whole_list_takes_two_jobs()
    {
        string[] moved = [.. MembersOf("Volunteers").Where(id => IsFine(ById(id)))];

        _account
            .Run(
                "Add-CcListMember 'Empty list' -FromList Volunteers; Remove-CcListMember Volunteers -FromList Volunteers -Confirm:$false"
            )
            .Succeeded();

        Assert.Equal(moved, MembersOf("Empty list"));
        Assert.Empty(MembersOf("Volunteers"));
        Assert.Equal(2, Posts.Count());
    }

    [Fact]
    public void NoWait_returns_the_activities_and_looks_at_none()
    {
        PSObject summary = Assert.Single(
            _account.Run("Get-CcContact -First 3 | Add-CcListMember Press -NoWait -PassThru").Succeeded().Output
        );

        Assert.Equal(
            3L,
            (long)summary.Properties["Pending"].Value
                + ((System.Collections.ICollection)summary.Properties["HeldBack"].Value).Count
        );
        Assert.DoesNotContain(
            _account.Requests,
            r => r.Path.StartsWith("/v3/activities", StringComparison.Ordinal) && r.Method == "GET"
        );
    }

    [Theory]
    [InlineData("Add-CcListMember Press -FromList Donors -AllActive", "CcInvalidValue")]
    [InlineData("'a@example.com' | Add-CcListMember Press -FromTag vip", "CcInvalidValue")]
    [InlineData("Add-CcListMember Press", "CcMissingIdentity")]
    [InlineData("'a@example.com' | Add-CcListMember Pres", "CcUnknownName")]
    public void Invalid_input_is_refused_before_a_write(string script, string error)
    {
        _account.Run(script).FailedWith(error);

        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void Nothing_from_the_pipeline_is_nothing_to_do()
    {
        Assert.Empty(_account.Run("@() | Add-CcListMember Press -PassThru").Succeeded().Output);
        Assert.Empty(_account.Requests);
    }

    [Fact]
    public void Restoring_deleted_contacts_is_asked_about()
    {
        string deleted = _account.Plant(
            """{"email_address":{"address":"gone@example.com","permission_to_send":"implicit"},"deleted_at":"2024-05-01T00:00:00Z"}"""
        );
        _account.Host.Ui.Answer("No");
        _account.Run("param($id) $id | Add-CcListMember Press -Restore", deleted).Succeeded();
        Assert.Empty(Posts);

        _account.Run("param($id) $id | Add-CcListMember Press -Restore -Force", deleted).Succeeded();
        Assert.Contains(deleted, Assert.Single(Posts).Body, StringComparison.Ordinal);
    }

    private JsonObject[] Everybody => [.. _account.State.Contacts];

    private IEnumerable<RequestLogEntry> Posts =>
        _account.Writes.Where(r => r.Path.StartsWith("/v3/activities/", StringComparison.Ordinal));

    private static bool IsFine(JsonObject contact) =>
        contact["deleted_at"] is null && (string?)contact["email_address"]?["permission_to_send"] != "unsubscribed";

    private JsonObject ById(string id) => _account.State.GetContact(id)!;

    private bool HasTag(JsonObject contact, string tag)
    {
        string id = (string)_account.State.Tags.Single(t => (string?)t["name"] == tag)["tag_id"]!;
        return contact["taggings"]!.AsArray().Any(t => (string?)t == id);
    }

    private string[] MembersOf(string list)
    {
        string id = (string)_account.State.Lists.Single(l => (string?)l["name"] == list)["list_id"]!;
        return
        [
            .. Everybody
                .Where(c => c["list_memberships"]!.AsArray().Any(l => (string?)l == id))
                .Select(c => (string)c["contact_id"]!)
                .Order(StringComparer.Ordinal),
        ];
    }

    private static void AddsUp(PSObject summary)
    {
        long Of(string name) =>
            Convert.ToInt64(summary.Properties[name].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(
            Of("ItemsIn"),
            Of("Done")
                + Of("Unchanged")
                + ((System.Collections.ICollection)summary.Properties["HeldBack"].Value).Count
                + Of("Duplicates")
                + Of("Failed")
                + Of("NotAttempted")
                + Of("Pending")
                + Of("Unknown")
        );
    }
}
