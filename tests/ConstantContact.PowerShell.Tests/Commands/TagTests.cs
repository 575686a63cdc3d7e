using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class TagTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 600,
                ActivityDuration = TimeSpan.FromMilliseconds(20),
            }
        );

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void Tags_come_by_name_wildcard_and_id_with_counts_when_asked()
    {
        Assert.Equal(["2024 gala", "vip"], Names("Get-CcTag *gala, VIP").Order(StringComparer.Ordinal));
        PSObject vip = Assert.Single(_account.Run($"Get-CcTag -TagId {IdOf("vip")}").Succeeded().Output);

        Assert.Equal((long)Tagged("vip").Count(c => c["deleted_at"] is null), vip.Properties["Contacts"].Value);
        _account.Run("Get-CcTag viip").FailedWith("CcUnknownName");
    }

    [Fact]
    public void A_tag_is_made_renamed_and_found_by_its_new_name()
    {
        PSObject tag = Assert.Single(_account.Run("'gala 2026' | New-CcTag -Source CRM").Succeeded().Output);
        Assert.Equal("CRM", tag.Properties["Source"].Value);

        Assert.Empty(_account.Run("Set-CcTag 'GALA 2026' 'gala'").Succeeded().Output);

        Assert.Equal(["gala"], Names("Get-CcTag gala | Set-CcTag -Name gala -PassThru"));
        _account.Run("New-CcTag gala").FailedWith("CcConflict");
        _account.Run("Set-CcTag 'gala 2026' x").FailedWith("CcUnknownName");
    }

    [Fact]
    public void WhatIf_shows_the_requests_and_sends_none()
    {
        Assert.Contains(
            "POST /v3/contact_tags\n{\"name\":\"x\"}",
            _account.Run("New-CcTag x -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"PUT /v3/contact_tags/{IdOf("vip")}\n{{\"name\":\"x\"}}",
            _account.Run("Set-CcTag vip x -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "POST /v3/activities/contacts_tags_delete",
            _account.Run("Remove-CcTag vip, unused -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "POST /v3/activities/contacts_taggings_add",
            _account.Run("Add-CcContactTag vip -FromList Donors -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void Contacts_are_tagged_and_untagged_five_hundred_a_request()
    {
        string[] ids = [.. _account.State.Contacts.Select(c => (string)c["contact_id"]!)];
        int living = _account.State.Contacts.Count(c => c["deleted_at"] is null);

        ScriptResult result = _account.Run("param($ids) $ids | Add-CcContactTag unused -PassThru", (object)ids);
        Assert.All(
            result.Errors,
            e => Assert.StartsWith("CcActivityFailed", e.FullyQualifiedErrorId, StringComparison.Ordinal)
        );
        Assert.Equal((long)living, Assert.Single(result.Output).Properties["Done"].Value);
        Assert.Equal((long)(ids.Length - living), result.Output[0].Properties["Failed"].Value);
        Assert.Equal(living, Tagged("unused").Count());
        Assert.Equal(2, _account.Writes.Count);

        _account.Run("Remove-CcContactTag unused -FromTag unused -Confirm:$false").Succeeded();
        Assert.Empty(Tagged("unused"));
        Assert.Equal(3, _account.Writes.Count);
    }

    [Fact]
    public void Tags_of_a_list_are_one_job_and_two_tags_travel_together()
    {
        _account.Run("Add-CcContactTag unused, vip -FromList Donors").Succeeded();

        Assert.Contains(IdOf("vip"), Assert.Single(_account.Writes).Body, StringComparison.Ordinal);
        Assert.Equal(
            _account.State.Contacts.Count(c => c["deleted_at"] is null && OnList(c, "Donors")),
            Tagged("unused").Count()
        );
    }

    [Fact]
    public void A_tag_is_deleted_alone_or_with_others_and_taken_from_contacts()
    {
        _account
            .Run("Remove-CcTag vip -Confirm:$false; Get-CcTag '2024*', unused | Remove-CcTag -Confirm:$false")
            .Succeeded();

        Assert.Equal(["DELETE", "POST"], _account.Writes.Select(r => r.Method));
        Assert.DoesNotContain(_account.State.Tags, t => (string?)t["name"] is "vip" or "unused" or "2024 gala");
    }

    [Fact]
    public void A_contact_gives_its_tags()
    {
        JsonObject contact = Tagged("vip").First(c => c["deleted_at"] is null);

        Assert.Contains("vip", Names($"Get-CcContact -ContactId {contact["contact_id"]} | Get-CcTag"));
    }

    private string[] Names(string script) => [.. _account.Run(script).Succeeded().Output.Select(o => o.ToString()!)];

    private string IdOf(string tag) => (string)_account.State.Tags.Single(t => (string?)t["name"] == tag)["tag_id"]!;

    private System.Collections.Generic.IEnumerable<JsonObject> Tagged(string tag)
    {
        string id = IdOf(tag);
        return _account.State.Contacts.Where(c => c["taggings"]!.AsArray().Any(t => (string?)t == id));
    }

    private bool OnList(JsonObject contact, string list)
    {
        string id = (string)_account.State.Lists.Single(l => (string?)l["name"] == list)["list_id"]!;
        return contact["list_memberships"]!.AsArray().Any(l => (string?)l == id);
    }
}
