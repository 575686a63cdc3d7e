using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Tests.Harness;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class RestoreCcContactTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;
    private string _deleted = null!;

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.WithMembersAsync(10);
        _deleted = _account.Plant("""{"email_address":{"address":"gone@example.com","permission_to_send":"implicit"},"first_name":"Gina","deleted_at":"2024-05-01T00:00:00Z","notes":[{"content":"old"}]}""");
    }

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Theory]
    [InlineData("Restore-CcContact gone@example.com -List 'Spring news' -Confirm:$false -PassThru")]
    [InlineData("Get-CcContact -Status deleted | Where-Object EmailAddress -eq gone@example.com | Restore-CcContact -List 'spring news' -Confirm:$false -PassThru | Where-Object ContactId")]
    public void A_deleted_contact_comes_back_on_the_list_with_everything_it_had(string script)
    {
        ScriptResult result = _account.Run(script).Succeeded();

        Assert.Equal("Updated", Assert.Single(result.Output).Properties["Outcome"].Value.ToString());
        JsonObject stored = _account.State.GetContact(_deleted)!;
        Assert.Null(stored["deleted_at"]);
        Assert.Single(stored["list_memberships"]!.AsArray());
        Assert.Equal("Gina", (string?)stored["first_name"]);
        Assert.Equal("implicit", (string?)stored["email_address"]!["permission_to_send"]);
        Assert.Equal("Account", (string?)JsonNode.Parse(Assert.Single(_account.Writes).Body!)!["update_source"]);
    }

    [Fact]
    public void Who_is_not_deleted_is_left_alone()
    {
        _account.Plant("""{"email_address":{"address":"a@example.com","permission_to_send":"implicit"}}""");

        ScriptResult result = _account.Run("Restore-CcContact a@example.com -List 'Spring news' -Confirm:$false -PassThru").Succeeded();

        Assert.Equal("Unchanged", Assert.Single(result.Output).Properties["Outcome"].Value.ToString());
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void Who_was_deleted_and_had_unsubscribed_stays_deleted()
    {
        _account.Plant("""{"email_address":{"address":"out@example.com","permission_to_send":"unsubscribed"},"deleted_at":"2024-05-01T00:00:00Z"}""");

        ScriptResult result = _account.Run("Restore-CcContact out@example.com -List 'Spring news' -Confirm:$false -PassThru").Succeeded();

        Assert.Equal("Suppressed", Assert.Single(result.Output).Properties["Outcome"].Value.ToString());
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void It_is_asked_about_and_shown_and_a_report_is_kept()
    {
        _account.Host.Ui.Answer("No");
        Assert.Contains("restore", Assert.Single(_account.Run("Restore-CcContact gone@example.com -List 'Spring news'").Succeeded().Prompts).Message, StringComparison.Ordinal);
        Assert.StartsWith("What if: Update contact gone@example.com (restore)\nPUT /v3/contacts/", _account.Run("Restore-CcContact gone@example.com -List 'Spring news' -WhatIf").Succeeded().ScreenText, StringComparison.Ordinal);
        Assert.Empty(_account.Writes);

        string report = Path.Combine(Path.GetTempPath(), $"cc-{Guid.NewGuid():N}.jsonl");
        try
        {
            _account.Run("Restore-CcContact gone@example.com -List 'Spring news' -Confirm:$false -ReportPath $args[0]", report).Succeeded();
            Assert.Equal("Updated", (string?)JsonNode.Parse(File.ReadLines(report).First())!["outcome"]);
        }
        finally
        {
            File.Delete(report);
        }
    }
}
