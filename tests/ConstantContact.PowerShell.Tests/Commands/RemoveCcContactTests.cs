using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using ConstantContact.Tests.Shared;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class RemoveCcContactTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() =>
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 1200,
                ActivityDuration = TimeSpan.FromMilliseconds(50),
            }
        );

    public async Task DisposeAsync() => await _account.DisposeAsync();

    private string[] Alive =>
        [.. _account.State.Contacts.Where(c => c["deleted_at"] is null).Select(c => (string)c["contact_id"]!)];

    [Theory]
    [InlineData("Remove-CcContact a@example.com -Confirm:$false")]
    [InlineData("Remove-CcContact -Contact $args[0] -Confirm:$false")]
    [InlineData("$args[0] | Remove-CcContact -Confirm:$false")]
    [InlineData("Get-CcContact a@example.com | Remove-CcContact -Confirm:$false")]
    [InlineData(
        "[pscustomobject]@{ email_address = 'A@example.com'; first_name = 'x' } | Remove-CcContact -Confirm:$false"
    )]
    [InlineData("@{ contact_id = $args[0] } | Remove-CcContact -Confirm:$false")]
    [InlineData("[guid]$args[0] | Remove-CcContact -Confirm:$false")]
    public void One_contact_is_deleted_by_one_request_however_it_is_named(string script)
    {
        string id = _account.Plant("""{"email_address":{"address":"a@example.com","permission_to_send":"implicit"}}""");

        Assert.Empty(_account.Run(script, id).Succeeded().Output);

        Assert.Equal($"DELETE /v3/contacts/{id}", $"{Assert.Single(_account.Writes).Method} {_account.Writes[0].Path}");
        Assert.NotNull(_account.State.GetContact(id)!["deleted_at"]);
    }

    [Fact]
    public void Deleting_is_asked_about_and_no_means_no()
    {
        _account.Plant("""{"email_address":{"address":"a@example.com","permission_to_send":"implicit"}}""");
        _account.Host.Ui.Answer("No");

        ScriptResult result = _account.Run("Remove-CcContact a@example.com -PassThru").Succeeded();

        Assert.Contains("a@example.com", Assert.Single(result.Prompts).Message, StringComparison.Ordinal);
        Assert.Empty(_account.Writes);
        Assert.Equal("NotAttempted", Assert.Single(result.Output).Properties["Outcome"].Value.ToString());
    }

    [Fact]
    public void WhatIf_names_every_contact_with_its_request_and_sends_none()
    {
        string[] ids = [.. Alive.Take(2)];

        ScriptResult result = _account.Run("$args[0] | Remove-CcContact -WhatIf -PassThru", (object)ids).Succeeded();

        Assert.All(
            ids,
            id => Assert.Contains($"DELETE /v3/contacts/{id}", result.ScreenText, StringComparison.Ordinal)
        );
        Assert.All(result.Output, o => Assert.Equal("Previewed", o.Properties["Outcome"].Value.ToString()));
        Assert.Empty(_account.Writes);
    }

    /// <summary><c>CC_DELETIONS=10000</c> deletes so many.</summary>
    [Fact]
    public async Task More_than_a_handful_go_by_jobs_of_500_with_one_look_at_the_end()
    {
        int count = CampaignSize.Of("CC_DELETIONS", 1001);
        await using EmulatedAccount account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = count * 5 / 4,
                ActivityDuration = TimeSpan.FromMilliseconds(50),
            }
        );
        string[] ids =
        [
            .. account
                .State.Contacts.Where(c => c["deleted_at"] is null)
                .Select(c => (string)c["contact_id"]!)
                .Take(count),
        ];

        ScriptResult result = account
            .Run("$args[0] | Remove-CcContact -Confirm:$false -PassThru -Verbose", (object)ids)
            .Succeeded();

        Assert.Equal(count, result.Output.Count);
        Assert.All(result.Output, o => Assert.Equal("Removed", o.Properties["Outcome"].Value.ToString()));
        Assert.All(ids, id => Assert.NotNull(account.State.GetContact(id)!["deleted_at"]));

        // The least: a job takes 500 ids, and one look at the list of activities shows them all.
        int jobs = (count + 499) / 500;
        Assert.Equal(jobs, account.Writes.Count);
        Assert.Equal(jobs + 1, account.Requests.Count);
        Assert.Contains(
            $"{count.ToString("N0", CultureInfo.InvariantCulture)} removed",
            result.Verbose[^1],
            StringComparison.Ordinal
        );
        Assert.Contains($"{jobs + 1} requests", result.Verbose[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_that_counts_fewer_contacts_than_it_was_given_is_checked_contact_by_contact()
    {
        string[] ids = [.. Alive.Take(6)];
        string gone = Guid.NewGuid().ToString();
        string before = (string)_account.State.Contacts.First(c => c["deleted_at"] is not null)["contact_id"]!;

        ScriptResult result = _account.Run(
            "$args[0] | Remove-CcContact -Confirm:$false -PassThru",
            (object)(string[])[.. ids, gone, before]
        );

        Assert.StartsWith("CcNotFound,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(gone, result.Errors[0].TargetObject);
        Dictionary<string, string> outcomes = result.Output.ToDictionary(
            o => (string)o.Properties["ContactId"].Value,
            o => o.Properties["Outcome"].Value.ToString()!,
            StringComparer.Ordinal
        );
        Assert.Equal("Failed", outcomes[gone]);
        Assert.Equal("Removed", outcomes[before]);
        Assert.All(ids, id => Assert.Equal("Removed", outcomes[id]));
    }

    [Fact]
    public void Contacts_that_need_no_request_and_those_that_do_not_exist_are_accounted_for()
    {
        string id = _account.Plant("""{"email_address":{"address":"a@example.com","permission_to_send":"implicit"}}""");
        _account.Plant(
            """{"email_address":{"address":"old@example.com","permission_to_send":"implicit"},"deleted_at":"2024-05-01T00:00:00Z"}"""
        );

        ScriptResult result = _account.Run(
            "'a@example.com', $args[0], 'old@example.com', 'nobody@example.com', 'nonsense' | Remove-CcContact -Confirm:$false -PassThru",
            id
        );

        Assert.Equal(
            ["Removed", "Unchanged", "Unchanged", "Failed", "Failed"],
            result.Output.Select(o => o.Properties["Outcome"].Value.ToString())
        );
        Assert.Equal(
            ["CcInvalidValue", "CcNotFound"],
            result.Errors.Select(e => e.FullyQualifiedErrorId.Split(',')[0]).Order(StringComparer.Ordinal)
        );
        Assert.Single(_account.Writes);
    }

    [Fact]
    public void Many_addresses_are_found_by_reading_the_account_through()
    {
        string[] emails =
        [
            .. _account
                .State.Contacts.Where(c => c["deleted_at"] is null && c["email_address"] is not null)
                .Select(c => (string)c["email_address"]!["address"]!)
                .Where((_, i) => i % 20 == 0),
        ];

        _account.Run("$args[0] | Remove-CcContact -Confirm:$false", (object)emails).Succeeded();

        Assert.Equal(3 + 1 + 1, _account.Requests.Count);
        Assert.All(emails, e => Assert.NotNull(_account.State.GetContact(e)!["deleted_at"]));
    }

    [Fact]
    public void A_lost_answer_is_looked_after_and_not_taken_for_a_failure()
    {
        string id = Alive[0];
        _account.Emulator.Faults.Add("DELETE /v3/contacts/*", "reset-after");

        ScriptResult result = _account.Run("Remove-CcContact $args[0] -Confirm:$false -PassThru", id).Succeeded();

        Assert.Equal("Removed", Assert.Single(result.Output).Properties["Outcome"].Value.ToString());
        Assert.Single(_account.Writes);
    }

    [Fact]
    public void A_dead_token_ends_the_run_and_leaves_the_rest_not_attempted()
    {
        string[] ids = [.. Alive.Take(600)];
        _account.Emulator.Faults.Add("POST /v3/activities/contact_delete", "unauthorized");

        ScriptResult result = _account.Run("$args[0] | Remove-CcContact -Confirm:$false -PassThru", (object)ids);

        result.FailedWith("CcAuthenticationFailed");
        Assert.All(result.Output, o => Assert.Equal("NotAttempted", o.Properties["Outcome"].Value.ToString()));
    }
}
