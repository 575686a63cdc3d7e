using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class ListTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 200,
                ActivityDuration = TimeSpan.FromMilliseconds(20),
            }
        );

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void Lists_come_by_name_wildcard_and_id_in_one_request_each()
    {
        Assert.Equal(["Spring news"], Names("Get-CcList 'spring NEWS'"));
        Assert.Equal(
            ["Donors", "Events", "Press"],
            Names("Get-CcList Don*, Press, events").Order(StringComparer.Ordinal)
        );
        Assert.Equal(["Donors"], Names($"Get-CcList -ListId {IdOf("Donors")}"));
        Assert.Equal(3, _account.Requests.Count);
        Assert.Empty(Names("Get-CcList Zzz*"));
    }

    [Fact]
    public void An_unknown_name_is_an_error_with_those_close_to_it_and_the_others_come()
    {
        ScriptResult result = _account.Run("Get-CcList 'Spring new', Donors");

        Assert.Contains(
            "'Spring news'",
            result.FailedWith("CcUnknownName").Exception.Message,
            StringComparison.Ordinal
        );
        Assert.Equal("Donors", Assert.Single(result.Output).ToString());
    }

    [Fact]
    public void A_name_with_brackets_is_found_as_it_is_written()
    {
        _account.Run("New-CcList 'News [2024]'").Succeeded();

        Assert.Equal(["News [2024]"], Names("Get-CcList 'News [2024]'"));
    }

    [Fact]
    public void Members_are_counted_when_asked_and_deleted_lists_are_found()
    {
        Assert.Contains(_account.Run("Get-CcList ").Succeeded().Output, l => (long?)l.Properties["Members"].Value > 0);
        _account.Run("Remove-CcList Press -Confirm:$false").Succeeded();

        Assert.Equal(["Press"], Names("Get-CcList -Status deleted"));
        Assert.DoesNotContain("Press", Names("Get-CcList"));
    }

    [Fact]
    public void A_contact_gives_its_lists_and_a_list_gives_itself()
    {
        string id = _account.Plant(
            $$"""{"email_address":{"address":"one@example.com","permission_to_send":"implicit"},"list_memberships":["{{IdOf("Donors")}}","{{IdOf("Press")}}"]}"""
        );

        Assert.Equal(
            ["Donors", "Press"],
            Names($"Get-CcContact -ContactId {id} | Get-CcList").Order(StringComparer.Ordinal)
        );
        Assert.Equal(["Donors"], Names("Get-CcList Donors | Get-CcList"));
    }

    [Fact]
    public void A_new_list_is_returned_and_found_by_name_at_once()
    {
        Assert.Equal(["Spring news"], Names("Get-CcList 'Spring news'"));
        PSObject list = Assert.Single(
            _account.Run("New-CcList 'Autumn 2026' 'All of it' -Favorite").Succeeded().Output
        );

        Assert.Equal(
            ("Autumn 2026", "All of it", true),
            (
                (string)list.Properties["Name"].Value,
                (string)list.Properties["Description"].Value,
                (bool)list.Properties["Favorite"].Value
            )
        );
        Assert.Empty(_account.Run("Get-CcContact -List 'Autumn 2026'").Succeeded().Output);
        _account.Run("New-CcList 'autumn 2026'").FailedWith("CcConflict");
    }

    [Fact]
    public void Rows_make_lists()
    {
        Assert.Equal(
            ["A", "B"],
            Names("[pscustomobject]@{ Name = 'A'; Description = 'x' }, [pscustomobject]@{ Name = 'B' } | New-CcList")
        );
        Assert.Equal("x", (string?)_account.State.Lists.Single(l => (string?)l["name"] == "A")["description"]);
    }

    [Fact]
    public void WhatIf_shows_the_request_and_sends_none()
    {
        Assert.Contains(
            "POST /v3/contact_lists\n{\"name\":\"X\"",
            _account.Run("New-CcList X -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"DELETE /v3/contact_lists/{IdOf("Press")}",
            _account.Run("Remove-CcList Press -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "POST /v3/activities/list_delete\n{\"list_ids\":[",
            _account.Run("'Press', 'Events' | Remove-CcList -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "name               \"Press\" → \"X\"",
            _account.Run("Set-CcList Press -Name X -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void A_change_keeps_what_it_does_not_name()
    {
        _account.Run("New-CcList Old 'Kept text' -Favorite").Succeeded();

        Assert.Empty(_account.Run("Set-CcList Old -Name New").Succeeded().Output);

        JsonObject list = _account.State.Lists.Single(l => (string?)l["name"] == "New");
        Assert.Equal(("Kept text", true), ((string?)list["description"], (bool)list["favorite"]!));
        Assert.Equal(
            "New",
            _account.Run("Set-CcList New -Favorite:$false -PassThru").Succeeded().Output.Single().ToString()
        );
        Assert.False((bool)_account.State.Lists.Single(l => (string?)l["name"] == "New")["favorite"]!);
        _account.Run("Get-CcList New | Set-CcList -Description ''").Succeeded();
        Assert.Null(_account.State.Lists.Single(l => (string?)l["name"] == "New")["description"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void List_is_looked_at_again_when_the_question_is_answered(bool isChanged)
    {
        using ModuleHost other = ModuleHost.Lend();
        _account.Connect(other);
        _account.Host.Ui.WhileAsked = () => other.Run("Set-CcList Press -Description Changed").Succeeded();
        if (!isChanged)
        {
            _account.Host.Ui.WhileAsked = null;
        }

        _account.Host.Ui.Answer("Yes");
        ScriptResult result = _account.Run("Set-CcList Press -Name Media -Confirm");

        JsonObject list = _account.State.Lists.Single(l => (string?)l["name"] is "Press" or "Media");
        if (isChanged)
        {
            Assert.Contains(
                "changed elsewhere",
                result.FailedWith("CcConflict").Exception.Message,
                StringComparison.Ordinal
            );
            Assert.Equal(("Press", "Changed"), ((string?)list["name"], (string?)list["description"]));
        }
        else
        {
            result.Succeeded();
            Assert.Equal("Media", (string?)list["name"]);
        }
    }

    [Fact]
    public void State_that_already_exists_takes_no_write()
    {
        _account.Run("Set-CcList Press -Name Press").Succeeded();

        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void Lists_are_deleted_together_and_an_unknown_one_is_counted()
    {
        ScriptResult result = _account.Run(
            "Get-CcList Press, Events | Remove-CcList -Confirm:$false; 'Donors', 'Volunteers', 'Nonesuch' | Remove-CcList -Confirm:$false -PassThru"
        );

        result.FailedWith("CcUnknownName");
        PSObject summary = Assert.Single(result.Output);
        Assert.Equal(
            (3L, 2L, 1L),
            (
                (long)summary.Properties["ItemsIn"].Value,
                (long)summary.Properties["Done"].Value,
                (long)summary.Properties["Failed"].Value
            )
        );
        Assert.Equal(["/v3/activities/list_delete", "/v3/activities/list_delete"], _account.Writes.Select(r => r.Path));
        Assert.DoesNotContain(Names("Get-CcList"), name => name is "Press" or "Events" or "Donors" or "Volunteers");
    }

    [Fact]
    public void Each_deletion_is_asked_about()
    {
        _account.Host.Ui.Answer("No", "Yes");

        _account.Run("Remove-CcList Press, Events -Confirm").Succeeded();

        Assert.EndsWith(IdOf("Events"), Assert.Single(_account.Writes).Path, StringComparison.Ordinal);
    }

    private string IdOf(string name) =>
        (string)_account.State.Lists.Single(l => (string?)l["name"] == name)["list_id"]!;

    private string[] Names(string script) => [.. _account.Run(script).Succeeded().Output.Select(o => o.ToString()!)];
}
