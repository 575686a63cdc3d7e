using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Faults;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class InvokeCcRequestTests
{
    [Fact]
    public async Task A_GET_returns_objects_with_the_names_of_the_API_and_the_headers_in_a_variable()
    {
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(5);

        ScriptResult result = account
            .Run(
                "Invoke-CcRequest contacts -Query @{ limit = 2; status = 'all'; include = 'custom_fields', 'taggings' } -ResponseHeadersVariable headers -Verbose; $headers['Content-Type']"
            )
            .Succeeded();

        PSObject page = result.Output[0];
        object[] contacts = Assert.IsType<object[]>(page.Properties["contacts"].Value);
        Assert.Equal(2, contacts.Length);
        Assert.Contains(
            "@example.com",
            (string)
                PSObject
                    .AsPSObject(PSObject.AsPSObject(contacts[0]).Properties["email_address"].Value)
                    .Properties["address"]
                    .Value,
            StringComparison.Ordinal
        );
        Assert.StartsWith("application/json", (string)result.Output[1].BaseObject, StringComparison.Ordinal);
        Assert.Contains(
            "include=custom_fields%2Ctaggings",
            Assert.Single(account.Requests).Query,
            StringComparison.Ordinal
        );
        Assert.Contains(result.Verbose, line => line.StartsWith("GET contacts -> 200", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Paging_returns_the_items_of_all_pages_and_requests_no_page_that_is_not_needed()
    {
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(25);

        Assert.Equal(
            25,
            account
                .Run("Invoke-CcRequest contacts -Query @{ limit = 10; status = 'all' } -Paging")
                .Succeeded()
                .Output.Count
        );
        Assert.Equal(3, account.Requests.Count);
        Assert.Equal(
            3,
            account
                .Run(
                    "Invoke-CcRequest contacts -Query @{ limit = 10; status = 'all' } -Paging | Select-Object -First 3"
                )
                .Succeeded()
                .Output.Count
        );
        Assert.Equal(4, account.Requests.Count);
    }

    [Theory]
    [InlineData("@{ name = 'Friends'; favorite = $true; description = $null }")]
    [InlineData("[pscustomobject]@{ name = 'Friends'; favorite = $true; description = $null }")]
    [InlineData("'{\"name\":\"Friends\",\"favorite\":true,\"description\":null}'")]
    public async Task A_body_is_a_hashtable_an_object_or_JSON(string body)
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync();

        PSObject list = Assert.Single(
            account.Run($"Invoke-CcRequest contact_lists -Method Post -Body ({body})").Succeeded().Output
        );

        Assert.Equal("Friends", list.Properties["name"].Value);
        Assert.Equal(true, list.Properties["favorite"].Value);
        JsonObject sent = JsonNode.Parse(Assert.Single(account.Writes).Body)!.AsObject();
        Assert.Equal(["description", "favorite", "name"], sent.Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Null(sent["description"]);
    }

    [Fact]
    public async Task Numbers_dates_arrays_and_nested_objects_keep_their_meaning_in_a_body()
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync();

        ScriptResult result = account.Run(
            "Invoke-CcRequest contacts -Method POST -Body @{ n = 1; m = 1.5; d = 1.50d; t = [datetimeoffset]'2026-05-04T12:00:00+02:00'; list = 1, 'two', @{ three = 3 }; one = @(,1); inner = [pscustomobject]@{ a = 'b' } }"
        );

        result.FailedWith("CcInvalidRequest");
        Assert.Equal(
            """{"d":1.50,"inner":{"a":"b"},"list":[1,"two",{"three":3}],"m":1.5,"n":1,"one":[1],"t":"2026-05-04T10:00:00Z"}""",
            new JsonObject(
                JsonNode
                    .Parse(Assert.Single(account.Requests).Body)!
                    .AsObject()
                    .OrderBy(m => m.Key, StringComparer.Ordinal)
                    .Select(m => new System.Collections.Generic.KeyValuePair<string, JsonNode?>(
                        m.Key,
                        m.Value?.DeepClone()
                    ))
            ).ToJsonString()
        );
    }

    [Fact]
    public async Task WhatIf_shows_the_request_and_sends_none_but_a_GET_goes()
    {
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(2);

        ScriptResult result = account
            .Run(
                "Invoke-CcRequest contacts/counts -WhatIf; Invoke-CcRequest contact_lists -Method POST -Body @{ name = 'x' } -WhatIf"
            )
            .Succeeded();

        Assert.Single(result.Output);
        Assert.Contains(
            "POST contact_lists\nbody, 12 bytes:\n{\"name\":\"x\"}",
            result.ScreenText,
            StringComparison.Ordinal
        );
        Assert.Equal("GET", Assert.Single(account.Requests).Method);
    }

    [Fact]
    public async Task A_write_asks_when_confirmation_is_wanted()
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync();
        account.Host.Ui.Answer("No");

        Assert.Empty(
            account.Run("Invoke-CcRequest contact_lists -Method POST -Body @{ name = 'x' } -Confirm").Succeeded().Output
        );

        Assert.Empty(account.Requests);
    }

    [Theory]
    [InlineData("contact_lists/1618ae62-4752-11e9-9c8a-fa163e6b01c1 -Method DELETE")]
    [InlineData("contact_lists/1618ae62-4752-11e9-9c8a-fa163e6b01c1 -Method put -Body @{ name = 'x' }")]
    [InlineData(
        "activities/contact_delete -Method POST -Body @{ contact_ids = @('1618ae62-4752-11e9-9c8a-fa163e6b01c1') }"
    )]
    [InlineData(
        "/v3/activities/remove_list_memberships -Method POST -Body @{ source = @{ all_active_contacts = $true } }"
    )]
    [InlineData("activities/contacts_taggings_remove -Method POST -Body @{ x = 1 }")]
    public async Task Request_that_overwrites_or_removes_asks_unless_confirmation_is_off(string request)
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync();
        account.Host.Ui.Answer("No");

        Assert.Single(account.Run($"Invoke-CcRequest {request}").Succeeded().Prompts);
        Assert.Empty(account.Requests);

        account.Run(
            $"Invoke-CcRequest {request} -Confirm:$false; $ConfirmPreference = 'None'; Invoke-CcRequest {request}"
        );
        Assert.Equal(2, account.Requests.Count);
    }

    [Theory]
    [InlineData("High", 0)]
    [InlineData("Medium", 1)]
    public async Task Request_that_only_adds_has_the_impact_of_a_creation(string preference, int prompts)
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync();
        account.Host.Ui.Answer("Yes");

        ScriptResult result = account
            .Run(
                $"$ConfirmPreference = '{preference}'; Invoke-CcRequest contact_lists -Method POST -Body @{{ name = 'x' }}"
            )
            .Succeeded();

        Assert.Equal(prompts, result.Prompts.Count);
        Assert.Single(account.Writes);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("-SafeToRepeat", 2)]
    public async Task Only_requests_marked_as_safe_are_repeated_after_they_may_have_arrived(
        string parameter,
        int attempts
    )
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync();
        account.Emulator.Faults.Add("PUT /v3/contact_lists/*", FaultKind.Status503);

        ScriptResult result = account.Run(
            $"Invoke-CcRequest contact_lists/1618ae62-4752-11e9-9c8a-fa163e6b01c1 -Method PUT -Body @{{ name = 'x' }} -Confirm:$false {parameter}"
        );

        result.FailedWith(attempts == 1 ? "CcServiceUnavailable" : "CcNotFound");
        Assert.Equal(attempts, account.Requests.Count);
    }

    [Theory]
    [InlineData("https://other.example.com/v3/contacts")]
    [InlineData("../v2/contacts")]
    public async Task A_path_that_leads_out_of_the_API_is_refused(string path)
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync();

        account.Run("param($path) Invoke-CcRequest $path", path).FailedWith("CcInvalidValue");

        Assert.Empty(account.Requests);
    }

    [Theory]
    [InlineData("-Body @{ a = 1 }")]
    [InlineData("-Method POST -Paging")]
    [InlineData("-Method POST -Body 'no json'")]
    [InlineData("-Method POST -Body @{ a = { script } }")]
    public async Task Incompatible_arguments_are_refused_before_anything_is_sent(string parameters)
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync();

        account.Run($"Invoke-CcRequest contacts {parameters}").FailedWith("CcInvalidValue");

        Assert.Empty(account.Requests);
    }
}
