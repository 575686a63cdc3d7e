using System;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class RequestCcResubscriptionTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;
    private string _left = null!;

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.WithMembersAsync(10);
        _left = _account.Plant(
            """{"email_address":{"address":"left@example.com","permission_to_send":"unsubscribed"}}"""
        );
    }

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void Unsubscribed_contact_is_asked_only_once()
    {
        const string Script = "Request-CcResubscription left@example.com -List 'Spring news' -Confirm:$false -PassThru";

        Assert.Equal(true, Assert.Single(_account.Run(Script).Succeeded().Output).Properties["Asked"].Value);
        ErrorRecord error = _account.Run(Script).FailedWith("CcConflict");

        Assert.Contains("asks each contact only once", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("left@example.com", error.TargetObject);
        Assert.Equal(
            "unsubscribed",
            (string?)_account.State.GetContact(_left)!["email_address"]!["permission_to_send"]
        );
    }

    [Fact]
    public void No_other_contact_is_asked()
    {
        _account.Plant("""{"email_address":{"address":"a@example.com","permission_to_send":"implicit"}}""");
        _account.Plant(
            """{"email_address":{"address":"gone@example.com","permission_to_send":"unsubscribed"},"deleted_at":"2024-05-01T00:00:00Z"}"""
        );

        ScriptResult result = _account
            .Run(
                "'a@example.com', 'gone@example.com' | Request-CcResubscription -List 'Spring news' -Confirm:$false -PassThru"
            )
            .Succeeded();

        Assert.All(result.Output, o => Assert.Equal(false, o.Properties["Asked"].Value));
        Assert.Equal(2, result.Warnings.Count);
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void It_is_asked_about_and_shown()
    {
        _account.Host.Ui.Answer("No");

        Assert.Contains(
            "once",
            Assert
                .Single(
                    _account
                        .Run("Get-CcContact left@example.com | Request-CcResubscription -List 'Spring news'")
                        .Succeeded()
                        .Prompts
                )
                .Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"PUT /v3/contacts/resubscribe/{_left}",
            _account.Run("Request-CcResubscription $args[0] -List 'Spring news' -WhatIf", _left).Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void An_unknown_contact_is_its_own_error_and_the_next_one_is_asked()
    {
        ScriptResult result = _account.Run(
            "'nobody@example.com', 'left@example.com' | Request-CcResubscription -List 'Spring news' -Confirm:$false -PassThru"
        );

        result.FailedWith("CcNotFound");
        Assert.Single(result.Output);
    }
}
