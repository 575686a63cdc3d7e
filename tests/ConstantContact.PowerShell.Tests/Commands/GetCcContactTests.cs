using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class GetCcContactTests : IAsyncLifetime
{
    private const int Members = 1100;

    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() => _account = await EmulatedAccount.WithMembersAsync(Members);

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Theory]
    [InlineData("Get-CcContact -Status all | Select-Object -First 1")]
    [InlineData("Get-CcContact -Status all -First 1")]
    [InlineData("foreach ($once in 1) { Get-CcContact -Status all | & { process { $_; break } } }")]
    public void Request_for_one_contact_takes_one_page(string script)
    {
        Assert.Single(_account.Run(script).Succeeded().Output);

        Assert.Single(_account.Requests, request => request.Path == "/v3/contacts");
    }

    [Fact]
    public void All_pages_come_and_each_contact_once()
    {
        ScriptResult result = _account.Run("Get-CcContact -Status all").Succeeded();

        Assert.Equal(
            Members,
            result.Output.Select(c => (string)c.Properties["ContactId"].Value).Distinct(StringComparer.Ordinal).Count()
        );
        Assert.Equal(3, _account.Requests.Count(request => request.Path == "/v3/contacts"));
        Assert.Equal(
            ["/v3/contact_custom_fields", "/v3/contact_lists", "/v3/contact_tags"],
            _account.Requests.Where(r => r.Path != "/v3/contacts").Select(r => r.Path).Order(StringComparer.Ordinal)
        );
        Assert.Contains("limit=500", _account.Requests[0].Query, StringComparison.Ordinal);
        Assert.Equal("ConstantContact.Core.Contacts.Contact", result.Output[0].TypeNames[0]);
    }

    [Fact]
    public void Skip_and_first_cut_out_and_the_total_comes_first()
    {
        string[] all = _account
            .Run("Get-CcContact -Status all")
            .Succeeded()
            .Output.Select(c => c.Properties["ContactId"].Value.ToString()!)
            .ToArray();

        ScriptResult result = _account
            .Run("Get-CcContact -Status all -Skip 498 -First 4 -IncludeTotalCount")
            .Succeeded();

        Assert.Equal((ulong)Members, result.Output[0].BaseObject);
        Assert.Equal(all.Skip(498).Take(4), result.Output.Skip(1).Select(c => c.Properties["ContactId"].Value));
    }

    [Fact]
    public void A_small_first_asks_for_a_small_page()
    {
        _account.Run("Get-CcContact -First 3 -Skip 2").Succeeded();

        Assert.Contains("limit=5", _account.Requests[0].Query.Split('&'));
    }

    [Fact]
    public void By_address_finds_deleted_ones_in_any_case_with_all_subresources()
    {
        string id = _account.Plant(
            """{"email_address":{"address":"Gone+Away@example.com","permission_to_send":"implicit"},"first_name":"G","deleted_at":"2024-05-01T00:00:00Z"}"""
        );

        PSObject contact = Assert.Single(_account.Run("Get-CcContact gone+away@EXAMPLE.com").Succeeded().Output);

        Assert.Equal(id, contact.Properties["ContactId"].Value);
        Assert.Equal(true, contact.Properties["IsDeleted"].Value);
        string query = Uri.UnescapeDataString(Assert.Single(_account.Requests).Query);
        Assert.Contains(
            "include=custom_fields,list_memberships,phone_numbers,street_addresses,taggings,notes",
            query,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Pipelines_give_addresses_ids_rows_and_contacts()
    {
        string id = _account.Plant(
            """{"email_address":{"address":"one@example.com","permission_to_send":"implicit"}}"""
        );

        ScriptResult result = _account
            .Run(
                "param($id) 'one@example.com', $id, [pscustomobject]@{ email_address = 'one@example.com' }, [pscustomobject]@{ contact_id = $id; email = '' }, (Get-CcContact -ContactId $id) | Get-CcContact",
                id
            )
            .Succeeded();

        Assert.Equal(5, result.Output.Count);
        Assert.All(result.Output, contact => Assert.Equal(id, contact.Properties["ContactId"].Value));
    }

    [Theory]
    [InlineData("Get-CcContact $id")]
    [InlineData("Get-CcContact ([guid]$id)")]
    [InlineData("Get-CcContact (Get-CcContact one@example.com)")]
    [InlineData("Get-CcContact @{ Email = 'one@example.com' }")]
    [InlineData("Get-CcContact ([pscustomobject]@{ contact_id = $id })")]
    [InlineData("Get-CcContact -Email one@example.com")]
    [InlineData("Get-CcContact -EmailAddress one@example.com")]
    [InlineData("Get-CcContact -contact_id $id")]
    [InlineData("@{ ContactId = $id } | Get-CcContact")]
    [InlineData(
        "[pscustomobject]@{ mail = 'one@example.com'; email = 'other@example.com' } | Get-CcContact -Email { $_.mail }"
    )]
    public void Arguments_name_a_contact_in_any_form(string script)
    {
        string id = _account.Plant(
            """{"email_address":{"address":"one@example.com","permission_to_send":"implicit"}}"""
        );

        Assert.Equal(
            id,
            Assert.Single(_account.Run($"param($id) {script}", id).Succeeded().Output).Properties["ContactId"].Value
        );
    }

    /// <summary>Such as a variable that turned out empty: that is no query for everybody.</summary>
    [Theory]
    [InlineData("Get-CcContact $null")]
    [InlineData("Get-CcContact @($null)")]
    [InlineData("Get-CcContact ''")]
    [InlineData("Get-CcContact @{ city = 'Graz' }")]
    [InlineData("[pscustomobject]@{ city = 'Graz' } | Get-CcContact")]
    public void Empty_identity_is_an_error_and_sends_no_request(string script)
    {
        ScriptResult result = _account.Run(script);

        Assert.Contains(
            Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0],
            (string[])["CcMissingIdentity", "CcInvalidValue"]
        );
        Assert.Empty(_account.Requests);
    }

    [Fact]
    public void Lists_tags_and_segments_are_given_by_name_or_as_objects()
    {
        const string criteria =
            "@{ version = '1.0.0'; criteria = @{ type = 'and'; group = @(@{ source = 'contact'; field = 'city'; op = 'eq'; value = 'Graz' }) } }";
        _account.Plant(
            """{"email_address":{"address":"one@example.com","permission_to_send":"implicit"},"street_addresses":[{"kind":"home","city":"Graz"}]}"""
        );
        _account
            .Run($"$segment = New-CcSegment Graz {criteria}; $list = Get-CcList 'Spring news'; $tag = Get-CcTag vip")
            .Succeeded();
        int before = _account.Requests.Count;

        _account.Run("$null = Get-CcContact -List $list -Tag $tag -Raw").Succeeded();
        ScriptResult byObject = _account.Run("Get-CcContact -Segment $segment").Succeeded();

        Assert.All(_account.Requests.Skip(before), request => Assert.Equal("/v3/contacts", request.Path));
        Assert.Equal("one@example.com", Assert.Single(byObject.Output).ToString());
        Assert.Equal(
            "one@example.com",
            Assert.Single(_account.Run("Get-CcContact -Segment graz").Succeeded().Output).ToString()
        );
        _account.Run("Get-CcContact -Segment Grats").FailedWith("CcUnknownName");
    }

    [Fact]
    public void Contact_that_is_not_found_is_named_and_the_next_one_is_looked_up()
    {
        _account.Plant("""{"email_address":{"address":"one@example.com","permission_to_send":"implicit"}}""");

        ScriptResult result = _account.Run("'nobody@example.com', '*@example.com', 'one@example.com' | Get-CcContact");

        Assert.Equal(
            ["CcNotFound", "CcInvalidValue"],
            result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0])
        );
        Assert.Equal(["nobody@example.com", "*@example.com"], result.Errors.Select(e => e.TargetObject));
        Assert.Single(result.Output);
        Assert.Equal(2, _account.Requests.Count);
    }

    [Fact]
    public void An_unknown_id_is_not_found_and_a_malformed_one_costs_nothing()
    {
        Assert.Equal(
            ErrorCategory.ObjectNotFound,
            _account
                .Run("Get-CcContact -ContactId 00000000-0000-0000-0000-000000000001")
                .FailedWith("CcNotFound")
                .CategoryInfo.Category
        );
        _account.Run("Get-CcContact -ContactId 'x'").FailedWith("CcInvalidValue");

        Assert.Single(_account.Requests);
    }

    [Fact]
    public void Lists_and_tags_go_by_name()
    {
        ScriptResult result = _account.Run("Get-CcContact -List 'spring NEWS' -Tag vip -Status all").Succeeded();

        string list = (string)_account.State.Lists.Single(l => (string?)l["name"] == "Spring news")["list_id"]!;
        Assert.NotEmpty(result.Output);
        Assert.All(
            result.Output,
            contact => Assert.Contains(list, (IEnumerable<string>)contact.Properties["ListMemberships"].Value)
        );
    }

    [Fact]
    public void An_unknown_list_is_an_error_with_candidates()
    {
        ErrorRecord error = _account.Run("Get-CcContact -List 'Sprong news'").FailedWith("CcUnknownName");

        Assert.Contains("Spring news", error.Exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(
            _account.Requests,
            request => request.Path.EndsWith("/contacts", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Conditions_reach_the_service()
    {
        _account
            .Run(
                "Get-CcContact -Status Active, unsubscribed -UpdatedAfter 2024-01-02T03:04:05Z -OptOutBefore 2030-01-01T00:00:00+01:00 -Include notes, taggings -First 1"
            )
            .Succeeded();

        string[] query = Uri.UnescapeDataString(_account.Requests[0].Query).TrimStart('?').Split('&');
        Assert.Contains("status=active,unsubscribed", query);
        Assert.Contains("updated_after=2024-01-02T03:04:05Z", query);
        Assert.Contains("optout_before=2029-12-31T23:00:00Z", query);
        Assert.Contains("include=notes,taggings", query);
    }

    [Fact]
    public void Single_contacts_and_conditions_do_not_mix()
    {
        _account.Run("Get-CcContact one@example.com -List 'Spring news'").FailedWith("CcInvalidValue");
        _account.Run("'one@example.com' | Get-CcContact -Status all").FailedWith("CcInvalidValue");

        Assert.Empty(_account.Requests);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_service_that_is_silent()
    {
        _account.Emulator.Faults.Add("GET /v3/contacts", "silent");
        RunningScript running = _account.Host.Start("Get-CcContact");
        await Eventually.TrueAsync(() => _account.Requests.Count > 0);

        await running.StopAsync().WaitAsync(Eventually.Patience);

        Assert.Empty((await running.Result).Errors);
    }

    [Fact]
    public void A_dead_token_ends_the_run_at_the_first_record()
    {
        ScriptResult result = _account.Run(
            "param($t, $u) Connect-CcAccount $t -BaseUri $u; try { 'a@example.com', 'b@example.com' | Get-CcContact } catch { 'ended'; throw }",
            EmulatedAccount.Secure("expired"),
            _account.Emulator.BaseUri
        );

        ErrorRecord error = result.FailedWith("CcAuthenticationFailed");
        Assert.Equal("a@example.com", error.TargetObject);
        Assert.Single(_account.Requests);
    }

    [Fact]
    public void Verbose_shows_requests_without_addresses()
    {
        ScriptResult result = _account.Run(
            "Get-CcContact some.body@example.com -Verbose -ErrorAction SilentlyContinue"
        );

        Assert.Contains(result.Verbose, line => line.StartsWith("GET contacts -> 200", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Verbose, line => line.Contains("some.body", StringComparison.Ordinal));
    }

    [Fact]
    public void The_table_shows_contacts_and_their_states()
    {
        _account.Plant(
            """{"email_address":{"address":"x@example.com","permission_to_send":"implicit"},"first_name":"Xenia","last_name":"Young"}"""
        );

        string table = _account.Run("Get-CcContact x@example.com | Out-Default").Succeeded().ScreenText;

        Assert.Matches("EmailAddress +Name +State +UpdatedAt +ContactId", table);
        Assert.Matches("x@example.com +Xenia Young +implicit", table);
    }
}
