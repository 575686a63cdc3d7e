using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class RegisterCcContactTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() => _account = await EmulatedAccount.WithMembersAsync(10);

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void A_new_contact_is_explicit_and_the_proof_is_in_the_record()
    {
        PSObject result = Assert.Single(
            _account
                .Run(
                    "Register-CcContact new@example.com -List 'Spring news' -ConsentReference 'form 12' -FirstName Ada -BirthdayMonth 5 -BirthdayDay 6 "
                        + "-CustomField @{ Membership = 'Gold' } -Phone @{ mobile = '555-0100' } -Address @{ home = @{ city = 'Waltham' } } -Confirm:$false"
                )
                .Succeeded()
                .Output
        );

        Assert.Equal("created", result.Properties["Action"].Value);
        Assert.Equal("form 12", result.Properties["ConsentReference"].Value);
        JsonObject stored = _account.State.GetContact("new@example.com")!;
        Assert.Equal("explicit", (string?)stored["email_address"]!["permission_to_send"]);
        Assert.Equal("Ada", (string?)stored["first_name"]);
        Assert.Equal("Waltham", (string?)stored["street_addresses"]![0]!["city"]);
        Assert.Equal("555-0100", (string?)stored["phone_numbers"]![0]!["phone_number"]);
        Assert.DoesNotContain("form 12", Assert.Single(_account.Writes).Body!, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_taken_and_what_is_not_sent_stays()
    {
        string id = _account.Plant(
            """{"email_address":{"address":"a@example.com","permission_to_send":"implicit"},"first_name":"Old","job_title":"Boss"}"""
        );

        _account
            .Run(
                "[pscustomobject]@{ email_address = 'a@example.com'; first_name = 'New' } | Register-CcContact -List 'Spring news' -ConsentReference x -Confirm:$false"
            )
            .Succeeded();

        JsonObject stored = _account.State.GetContact(id)!;
        Assert.Equal("New", (string?)stored["first_name"]);
        Assert.Equal("Boss", (string?)stored["job_title"]);
    }

    [Fact]
    public void WhatIf_shows_the_body_that_is_then_sent()
    {
        const string Script =
            "Register-CcContact new@example.com -List 'Spring news' -ConsentReference 'form 12' -FirstName Ada";
        ScriptResult shown = _account.Run($"{Script} -WhatIf").Succeeded();
        Assert.Empty(_account.Writes);

        _account.Run($"{Script} -Confirm:$false").Succeeded();

        Assert.StartsWith(
            "What if: Sign up contact new@example.com (sign up)\nPOST /v3/contacts/sign_up_form\n",
            shown.ScreenText,
            StringComparison.Ordinal
        );
        Assert.Equal(Assert.Single(_account.Writes).Body, shown.Screen[^1]);
    }

    [Fact]
    public void It_is_asked_about()
    {
        _account.Host.Ui.Answer("No");

        Assert.Single(
            _account
                .Run("Register-CcContact new@example.com -List 'Spring news' -ConsentReference x")
                .Succeeded()
                .Prompts
        );
        Assert.Empty(_account.Writes);
    }

    [Theory]
    [InlineData("unsubscribed", "", "", "suppressed")]
    [InlineData("unsubscribed", "", "-UndoOptOut", "updated")]
    [InlineData("implicit", ""","deleted_at":"2024-05-01T00:00:00Z" """, "", "CcContactDeleted")]
    [InlineData("implicit", ""","deleted_at":"2024-05-01T00:00:00Z" """, "-Restore", "updated")]
    [InlineData("unsubscribed", ""","deleted_at":"2024-05-01T00:00:00Z" """, "-Restore", "suppressed")]
    [InlineData("unsubscribed", ""","deleted_at":"2024-05-01T00:00:00Z" """, "-Restore -UndoOptOut", "updated")]
    public void No_contact_is_restored_without_the_switch(
        string permission,
        string more,
        string switches,
        string result
    )
    {
        string id = _account.Plant(
            $$"""{"email_address":{"address":"a@example.com","permission_to_send":"{{permission}}"}{{more}}}"""
        );

        ScriptResult run = _account.Run(
            $"Register-CcContact a@example.com -List 'Spring news' -ConsentReference x -Confirm:$false {switches}"
        );

        if (result.StartsWith("Cc", StringComparison.Ordinal))
        {
            run.FailedWith(result);
        }
        else
        {
            Assert.Equal(result, Assert.Single(run.Succeeded().Output).Properties["Action"].Value);
        }

        Assert.Equal(
            result == "updated" ? "explicit" : permission,
            (string?)_account.State.GetContact(id)!["email_address"]!["permission_to_send"]
        );
        Assert.Equal(result == "updated" ? 1 : 0, _account.Writes.Count);
    }

    [Theory]
    [InlineData("Register-CcContact new@example.com -List 'Spring news' -Confirm:$false", "CcConsentNeeded")]
    [InlineData("Register-CcContact new@example.com -List nope -ConsentReference x -Confirm:$false", "CcUnknownName")]
    [InlineData(
        "[pscustomobject]@{ email = 'new@example.com'; add_tags = 'vip' } | Register-CcContact -List 'Spring news' -ConsentReference x -Confirm:$false",
        "CcInvalidValue"
    )]
    [InlineData(
        "Register-CcContact new@example.com -List 'Spring news' -ConsentReference x -Confirm:$false -Phone @{ work = '1'; home = '2' }",
        "CcInvalidValue"
    )]
    public void Invalid_input_is_refused_without_a_write(string script, string id)
    {
        _account.Run(script).FailedWith(id);

        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void An_answer_that_got_lost_is_looked_for_instead_of_sent_again()
    {
        _account.Emulator.Faults.Add("POST /v3/contacts/sign_up_form", "reset-after");

        Assert.Equal(
            "created",
            Assert
                .Single(
                    _account
                        .Run(
                            "Register-CcContact new@example.com -List 'Spring news' -ConsentReference x -Confirm:$false -FirstName Ada"
                        )
                        .Succeeded()
                        .Output
                )
                .Properties["Action"]
                .Value
        );
        Assert.Single(_account.Writes);
    }
}
