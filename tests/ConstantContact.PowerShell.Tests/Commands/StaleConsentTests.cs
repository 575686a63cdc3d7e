using System;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>
/// Consent is judged on the state at the service when something is sent, not on an earlier object, listing or question.
/// </summary>
public sealed class StaleConsentTests : IAsyncLifetime
{
    private const string Email = "stale@example.com";

    private EmulatedAccount _account = null!;
    private string _id = "";

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.Zero,
            }
        );
        _account.Run("New-CcList L1 | Out-Null").Succeeded();
        _id = _account.Plant(
            $$"""{"email_address":{"address":"{{Email}}","permission_to_send":"implicit"},"first_name":"Old"}"""
        );
    }

    public async Task DisposeAsync() => await _account.DisposeAsync();

    public static TheoryData<string> Doors => new("address", "id", "live", "stale", "deserialized", "row");

    [Theory]
    [MemberData(nameof(Doors))]
    public void Contact_deleted_since_it_was_read_is_put_on_no_list(string door) =>
        Unwritten(Delete, door, "Add-CcListMember L1");

    [Theory]
    [MemberData(nameof(Doors))]
    public void Contact_unsubscribed_since_it_was_read_is_put_on_no_list(string door) =>
        Unwritten(() => _account.State.OptOut(Email), door, "Add-CcListMember L1 -Restore -Force");

    [Theory]
    [MemberData(nameof(Doors))]
    public void Contact_deleted_since_it_was_read_is_not_updated(string door) =>
        Unwritten(Delete, door, "Update-CcContact -JobTitle New -AddToList L1 -Force");

    [Theory]
    [MemberData(nameof(Doors))]
    public void Contact_unsubscribed_since_it_was_read_is_not_updated(string door) =>
        Unwritten(
            () => _account.State.OptOut(Email),
            door,
            "Update-CcContact -JobTitle New -PermissionToSend implicit -ConsentReference form -Force"
        );

    [Theory]
    [MemberData(nameof(Doors))]
    public void Contact_that_unsubscribed_and_was_deleted_is_not_restored(string door) =>
        Unwritten(
            () =>
            {
                _account.State.OptOut(Email);
                Delete();
            },
            door,
            "Restore-CcContact -List L1 -Confirm:$false"
        );

    [Theory]
    [InlineData("")]
    [InlineData(" -Stream")]
    public void Import_with_restore_holds_back_deleted_contacts_that_had_unsubscribed(string stream)
    {
        _account.State.OptOut(Email);
        Delete();

        _account
            .Run(
                $"[pscustomobject]@{{ email = '{Email}'; job_title = 'New' }} | Import-CcContactBulk -List L1 -Restore{stream}"
            )
            .Succeeded();

        AssertGone();
        Assert.DoesNotContain(_account.Writes, w => w.Path.Contains("import", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(
        "[pscustomobject]@{ email = 'stale@example.com'; job_title = 'New' } | Import-CcContactBulk -List L1 -Confirm"
    )]
    [InlineData("'stale@example.com' | Add-CcListMember L1 -Confirm")]
    public void Contact_deleted_while_the_question_stood_stays_deleted(string command)
    {
        _account.Host.Ui.WhileAsked = Delete;
        _account.Host.Ui.Answer("Yes");
        _account.Run(command);

        AssertGone();
    }

    [Fact]
    public void Contact_that_unsubscribed_while_the_question_stood_is_not_restored()
    {
        Delete();
        _account.Host.Ui.WhileAsked = () => _account.State.OptOut(Email);
        _account.Host.Ui.Answer("Yes");

        ScriptResult result = _account.Run($"'{Email}' | Restore-CcContact -List L1").Succeeded();

        Assert.Single(result.Prompts);
        AssertGone();
        Assert.DoesNotContain(_account.Writes, w => w.Path.Contains("add_list", StringComparison.Ordinal));
    }

    private void Delete() =>
        _account.State.ChangeContact(
            _id,
            c =>
            {
                c["deleted_at"] = "2026-11-01T00:00:00Z";
                c["list_memberships"] = new JsonArray();
            }
        );

    private void Unwritten(Action meanwhile, string door, string command)
    {
        _account
            .Run(
                $"$live = Get-CcContact -ContactId {_id}; $stale = $live; $plain = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($live))"
            )
            .Succeeded();
        meanwhile();
        string given = door switch
        {
            "address" => $"'{Email}'",
            "id" => $"'{_id}'",
            "live" => $"(Get-CcContact -ContactId {_id})",
            "stale" => "$stale",
            "deserialized" => "$plain",
            _ => $"([pscustomobject]@{{ email = '{Email}' }})",
        };
        JsonObject before = _account.State.GetContact(_id)!;
        string script = door switch
        {
            "address" when command.StartsWith("Update", StringComparison.Ordinal) => $"{command} -Email {given}",
            "id" when command.StartsWith("Update", StringComparison.Ordinal) => $"{command} -ContactId {given}",
            _ => $"{given} | {command}",
        };

        _account.Run(script);

        Assert.True(
            JsonNode.DeepEquals(before, _account.State.GetContact(_id)),
            $"{script}\nbefore {before}\nafter {_account.State.GetContact(_id)}"
        );
        Assert.DoesNotContain(_account.Writes, w => w.Method == "PUT");
    }

    private void AssertGone()
    {
        JsonObject now = _account.State.GetContact(_id)!;
        Assert.NotNull(now["deleted_at"]);
        Assert.Empty(now["list_memberships"]!.AsArray());
        Assert.Null(now["job_title"]);
    }
}
