using System;
using System.Collections;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class RestoreCcContactTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;
    private string _deleted = null!;

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 10,
                ActivityDuration = TimeSpan.Zero,
            }
        );
        _deleted = _account.Plant(
            """{"email_address":{"address":"gone@example.com","permission_to_send":"implicit"},"first_name":"Gina","deleted_at":"2024-05-01T00:00:00Z","notes":[{"content":"old"}]}"""
        );
    }

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Theory]
    [InlineData("Restore-CcContact gone@example.com -List 'Spring news' -Confirm:$false -PassThru")]
    [InlineData(
        "Get-CcContact -Status deleted | Where-Object EmailAddress -eq gone@example.com | Restore-CcContact -List 'spring news' -Confirm:$false -PassThru"
    )]
    public void A_deleted_contact_comes_back_on_the_list_with_everything_it_had(string script)
    {
        PSObject summary = Assert.Single(_account.Run(script).Succeeded().Output);

        Assert.Equal((1L, 1L), (Count(summary, "ItemsIn"), Count(summary, "Done")));
        JsonObject stored = _account.State.GetContact(_deleted)!;
        Assert.Null(stored["deleted_at"]);
        Assert.Single(stored["list_memberships"]!.AsArray());
        Assert.Equal("Gina", (string?)stored["first_name"]);
        Assert.Equal("old", (string?)stored["notes"]![0]!["content"]);
        Assert.Equal("implicit", (string?)stored["email_address"]!["permission_to_send"]);
        Assert.Equal("/v3/activities/add_list_memberships", Assert.Single(_account.Writes).Path);
    }

    [Theory]
    [InlineData("contact_id")]
    [InlineData("email_address")]
    public void A_thousand_deleted_contacts_take_six_requests(string given)
    {
        string[] ids =
        [
            _deleted,
            .. Enumerable
                .Range(0, 999)
                .Select(n =>
                    _account.Plant(
                        $$$"""{"email_address":{"address":"gone{{{n}}}@example.com","permission_to_send":"implicit"},"deleted_at":"2024-05-01"}"""
                    )
                ),
        ];
        object[] rows =
        [
            .. ids.Select(id =>
                given == "contact_id" ? id : (string)_account.State.GetContact(id)!["email_address"]!["address"]!
            ),
        ];

        PSObject summary = Assert.Single(
            _account
                .Run(
                    "param($rows) $rows | Restore-CcContact -List 'Spring news' -Confirm:$false -PassThru",
                    (object)rows
                )
                .Succeeded()
                .Output
        );

        Assert.Equal((1000L, 1000L), (Count(summary, "ItemsIn"), Count(summary, "Done")));
        Assert.All(ids, id => Assert.Null(_account.State.GetContact(id)!["deleted_at"]));
        Assert.All(
            _account.Writes,
            w => Assert.Equal(500, JsonNode.Parse(w.Body!)!["source"]!["contact_ids"]!.AsArray().Count)
        );

        // The name of the list, two pages of deleted contacts, two jobs, and one look for both of them.
        Assert.Equal(2, _account.Writes.Count);
        Assert.Equal(6, _account.Requests.Count);
        Assert.Equal(6L, Count(summary, "RequestsUsed"));
    }

    [Fact]
    public void Contact_that_is_not_deleted_is_left_alone()
    {
        _account.Plant("""{"email_address":{"address":"a@example.com","permission_to_send":"implicit"}}""");
        _account.Plant("""{"email_address":{"address":"b@example.com","permission_to_send":"unsubscribed"}}""");

        ScriptResult result = _account
            .Run("'a@example.com', 'b@example.com' | Restore-CcContact -List 'Spring news' -PassThru")
            .Succeeded();

        Assert.Equal((2L, 0L), (Count(Assert.Single(result.Output), "Unchanged"), Count(result.Output[0], "Done")));
        Assert.Empty(result.Warnings);
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void Deleted_contact_that_had_unsubscribed_stays_deleted()
    {
        _account.Plant(
            """{"email_address":{"address":"out@example.com","permission_to_send":"unsubscribed"},"deleted_at":"2024-05-01T00:00:00Z"}"""
        );

        ScriptResult result = _account
            .Run("Restore-CcContact out@example.com -List 'Spring news' -Confirm:$false -PassThru")
            .Succeeded();

        Assert.Equal(1L, Count(Assert.Single(result.Output), "HeldBack"));
        Assert.Equal(
            "1 contact was left out: out@example.com (unsubscribed).",
            Assert.Single(result.Warnings).ToString()
        );
        Assert.Empty(_account.Writes);
    }

    [Fact]
    public void Every_contact_is_accounted_for_and_an_unknown_one_is_an_error()
    {
        string alive = _account.Plant(
            """{"email_address":{"address":"a@example.com","permission_to_send":"implicit"}}"""
        );
        string left = _account.Plant(
            """{"email_address":{"address":"out@example.com","permission_to_send":"unsubscribed"},"deleted_at":"2024-05-01"}"""
        );

        ScriptResult result = _account.Run(
            "param($ids) $ids + 'GONE@example.com', 'nobody@example.com', 'no address' | Restore-CcContact -List 'Spring news' -Confirm:$false -PassThru",
            (object)new object[] { _deleted, alive, left, Guid.NewGuid().ToString() }
        );

        Assert.Equal(
            ["CcInvalidValue", "CcNotFound", "CcNotFound"],
            result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]).Order(StringComparer.Ordinal)
        );
        PSObject summary = Assert.Single(result.Output);
        string[] fates = ["ItemsIn", "Done", "Unchanged", "HeldBack", "Duplicates", "Failed"];
        Assert.Equal([7L, 1L, 1L, 1L, 1L, 3L], fates.Select(fate => Count(summary, fate)));
        Assert.Contains(_deleted, Assert.Single(_account.Writes).Body, StringComparison.Ordinal);
    }

    [Fact]
    public void All_are_asked_about_once_and_shown()
    {
        _account.Plant(
            """{"email_address":{"address":"gone2@example.com","permission_to_send":"implicit"},"deleted_at":"2024-05-01"}"""
        );
        _account.Host.Ui.Answer("No");

        ScriptResult asked = _account
            .Run("'gone@example.com', 'gone2@example.com' | Restore-CcContact -List 'Spring news'")
            .Succeeded();
        string shown = _account
            .Run("Restore-CcContact gone@example.com -List 'Spring news' -WhatIf")
            .Succeeded()
            .ScreenText;

        Assert.Contains(
            "Restore to lists 'Spring news': 2 contacts",
            Assert.Single(asked.Prompts).Message,
            StringComparison.Ordinal
        );
        Assert.StartsWith("What if: Restore to lists 'Spring news': 1 contact\n", shown, StringComparison.Ordinal);
        Assert.Contains("POST /v3/activities/add_list_memberships", shown, StringComparison.Ordinal);
        Assert.Empty(_account.Writes);
    }

    private static long Count(PSObject summary, string name) =>
        summary.Properties[name].Value is ICollection many
            ? many.Count
            : Convert.ToInt64(summary.Properties[name].Value, CultureInfo.InvariantCulture);
}
