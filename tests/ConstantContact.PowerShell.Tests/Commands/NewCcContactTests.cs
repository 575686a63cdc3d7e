using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class NewCcContactTests : IAsyncLifetime
{
    private const string Rich =
        "New-CcContact new@example.com -FirstName Ada -BirthdayMonth 5 -BirthdayDay 6 -CustomField @{ Membership = 'Gold' } -Phone @{ work = '555-0100' } "
        + "-Address @{ home = @{ city = 'Waltham' } } -AddToList 'spring news' -AddTag vip -AddNote hello";

    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() => _account = await EmulatedAccount.WithMembersAsync(10);

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void The_contact_is_created_with_all_that_was_given_and_returned()
    {
        PSObject contact = Assert.Single(_account.Run(Rich).Succeeded().Output);

        JsonObject stored = _account.State.GetContact("new@example.com")!;
        Assert.Equal((string?)stored["contact_id"], contact.Properties["ContactId"].Value);
        Assert.Equal("Ada", (string?)stored["first_name"]);
        Assert.Equal(5, (int?)stored["birthday_month"]);
        Assert.Equal("implicit", (string?)stored["email_address"]!["permission_to_send"]);
        Assert.Equal("Account", (string?)stored["create_source"]);
        Assert.Equal("Gold", (string?)stored["custom_fields"]![0]!["value"]);
        Assert.Equal("555-0100", (string?)stored["phone_numbers"]![0]!["phone_number"]);
        Assert.Equal("Waltham", (string?)stored["street_addresses"]![0]!["city"]);
        Assert.Single(stored["list_memberships"]!.AsArray());
        Assert.Single(stored["taggings"]!.AsArray());
        Assert.Equal("hello", (string?)stored["notes"]![0]!["content"]);
    }

    [Fact]
    public void WhatIf_sends_no_write_and_shows_the_body_that_is_then_sent()
    {
        ScriptResult shown = _account.Run($"{Rich} -WhatIf").Succeeded();
        Assert.Empty(shown.Output);
        Assert.Empty(_account.Writes);

        _account.Run(Rich).Succeeded();

        Assert.StartsWith(
            "What if: Create contact new@example.com (create)\nPOST /v3/contacts\n",
            shown.ScreenText,
            StringComparison.Ordinal
        );
        Assert.Equal(Assert.Single(_account.Writes).Body, shown.Screen[^1]);
    }

    [Fact]
    public void Declined_means_not_sent()
    {
        _account.Host.Ui.Answer("No");

        Assert.Empty(_account.Run("New-CcContact new@example.com -Confirm").Succeeded().Output);
        Assert.Empty(_account.Writes);
    }

    [Theory]
    [InlineData("implicit", "", "active", "Update-CcContact -ContactId")]
    [InlineData("unsubscribed", "", "unsubscribed", "-IncludeUnsubscribed")]
    [InlineData("implicit", ""","deleted_at":"2024-05-01T00:00:00Z" """, "deleted", "-Restore")]
    public void A_conflict_names_the_contact_its_state_and_the_way(
        string permission,
        string more,
        string state,
        string way
    )
    {
        string id = _account.Plant(
            $$"""{"email_address":{"address":"Taken@example.com","permission_to_send":"{{permission}}"}{{more}}}"""
        );

        ErrorRecord error = _account.Run("New-CcContact taken@example.com").FailedWith("CcConflict");

        Assert.Equal(ErrorCategory.ResourceExists, error.CategoryInfo.Category);
        Assert.Equal("taken@example.com", error.TargetObject);
        Assert.Contains(id, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(state, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(way, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains(id, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_created_one_by_one_and_a_bad_one_is_named()
    {
        ScriptResult result = _account.Run(
            """
            [pscustomobject]@{ email_address = 'r1@example.com'; first_name = 'R1'; 'cf:Membership' = 'Gold' },
            [pscustomobject]@{ email_address = 'r2@example.com'; first_name = 'R2'; 'cf:Membership' = ''; },
            [pscustomobject]@{ email_address = 'nonsense'; first_name = 'R3'; 'cf:Membership' = '' },
            [pscustomobject]@{ email_address = 'r4@example.com'; first_name = 'R4'; 'cf:Membership' = '' } | New-CcContact
            """
        );

        Assert.Equal(["R1", "R2", "R4"], result.Output.Select(c => c.Properties["FirstName"].Value));
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.StartsWith("CcInvalidValue,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("Row 3", error.ErrorDetails.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_column_ends_the_run_and_the_only_request_asks_for_labels()
    {
        _account
            .Run(
                "[pscustomobject]@{ email_address = 'r1@example.com'; shoe_sise = '9' }, [pscustomobject]@{ email_address = 'r2@example.com'; shoe_sise = '9' } | New-CcContact"
            )
            .FailedWith("CcUnknownColumn");

        Assert.Equal("/v3/contact_custom_fields", Assert.Single(_account.Requests).Path);
    }

    [Theory]
    [InlineData("New-CcContact new@example.com -FirstName ''", "CcBlankValue")]
    [InlineData("New-CcContact new@example.com -BirthdayMonth 5", "CcInvalidValue")]
    [InlineData("New-CcContact new@example.com -PermissionToSend explicit", "CcConsentNeeded")]
    [InlineData("New-CcContact -FirstName X", "CcMissingIdentity")]
    [InlineData("New-CcContact new@example.com -AddToList nope", "CcUnknownName")]
    public void Invalid_input_is_refused_without_a_write(string script, string id)
    {
        _account.Run(script).FailedWith(id);

        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void An_answer_that_got_lost_is_looked_for_instead_of_sent_again()
    {
        _account.Emulator.Faults.Add("POST /v3/contacts", "reset-after");

        PSObject contact = Assert.Single(
            _account.Run("New-CcContact new@example.com -FirstName Ada").Succeeded().Output
        );

        Assert.Equal(
            (string?)_account.State.GetContact("new@example.com")!["contact_id"],
            contact.Properties["ContactId"].Value
        );
        Assert.Single(_account.Writes);
    }

    [Fact]
    public void An_explicit_permission_with_a_proof_is_sent()
    {
        _account
            .Run("New-CcContact new@example.com -PermissionToSend Explicit -ConsentReference 'form 12'")
            .Succeeded();

        Assert.Equal(
            "explicit",
            (string?)_account.State.GetContact("new@example.com")!["email_address"]!["permission_to_send"]
        );
    }
}
