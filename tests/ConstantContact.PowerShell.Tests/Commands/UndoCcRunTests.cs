using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>
/// Runs of every cmdlet that can be undone, as a user gives them; what an undo does is tested in Core's tests.
/// </summary>
public sealed class UndoCcRunTests : IAsyncLifetime
{
    private const int People = 8;

    private const string Addresses = "$addresses = 1..8 | ForEach-Object { \"p$_@example.com\" }; ";

    private const string Rows =
        "$rows = 1..8 | ForEach-Object { [pscustomobject]@{ email = \"p$_@example.com\"; job_title = 'Pilot'; home_city = 'Rome' } }; ";

    private readonly string _folder = Directory.CreateTempSubdirectory("undo-tests-").FullName;
    private readonly string _id = $"u{Guid.NewGuid():N}";

    private EmulatedAccount _account = null!;

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                ActivityDuration = TimeSpan.FromMilliseconds(20),
            }
        );
        _account
            .Run(
                "New-CcList Crew | Out-Null; New-CcList Target | Out-Null; New-CcTag vip | Out-Null; New-CcTag old | Out-Null"
            )
            .Succeeded();
        string crew = Id("list_id", _account.State.Lists, "Crew"),
            target = Id("list_id", _account.State.Lists, "Target"),
            old = Id("tag_id", _account.State.Tags, "old");
        for (int i = 1; i <= People; i++)
        {
            // The first is on both lists already, and the last has no tag.
            _account.Plant(
                $$"""{"email_address":{"address":"p{{i}}@example.com","permission_to_send":"implicit"},"first_name":"N{{i}}","job_title":"Clerk","list_memberships":["{{crew}}"{{(i == 1 ? $",\"{target}\"" : "")}}],"taggings":[{{(i < People ? $"\"{old}\"" : "")}}],"street_addresses":[{"kind":"home","street":"Main {{i}}","city":"Bonn"}]}"""
            );
        }
    }

    public async Task DisposeAsync()
    {
        await _account.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("$addresses | Add-CcListMember Target -RunId $args[0]", "")]
    [InlineData("Get-CcContact -List Crew | Add-CcListMember Target -Undoable -RunId $args[0]", "")]
    [InlineData(
        "Get-CcContact -List Crew | Remove-CcListMember Crew, Target -Undoable -RunId $args[0] -Confirm:$false",
        ""
    )]
    [InlineData("Get-CcContact -List Crew | Add-CcContactTag vip, old -Undoable -RunId $args[0]", "")]
    [InlineData("$addresses | Remove-CcContactTag vip, old -RunId $args[0] -Confirm:$false", "")]
    [InlineData("$addresses | Remove-CcContact -RunId $args[0] -Confirm:$false", "-Restore")]
    [InlineData(
        "Get-CcContact -List Crew | Select-Object -First 3 | Remove-CcContact -Undoable -RunId $args[0] -Confirm:$false",
        "-Restore"
    )]
    [InlineData("$rows | Import-CcContactBulk -List Target -Undoable -RunId $args[0] | Out-Null", "")]
    [InlineData("$rows | Import-CcContactBulk -List Target -Undoable -Stream -RunId $args[0] | Out-Null", "")]
    [InlineData(
        "$rows | Export-Csv $args[1]; Import-CcContactBulk -Path $args[1] -List Target -Undoable -RunId $args[0] | Out-Null",
        ""
    )]
    public void Run_that_is_undone_leaves_the_account_as_it_was(string script, string switches)
    {
        string[] before = Account();
        _account.Run(Addresses + Rows + script, _id, Path.Combine(_folder, "rows.csv")).Succeeded();
        Assert.NotEqual(before, Account());

        ScriptResult result = _account
            .Run($"Undo-CcRun $args[0] {switches} -Confirm:$false -PassThru", _id)
            .Succeeded();

        Assert.NotEmpty(result.Output);
        Assert.All(result.Output, static o => Assert.Equal("Applied", (string)o.Properties["Outcome"].Value));
        Assert.Equal(before, Account());
    }

    [Fact]
    public void Changes_that_were_kept_without_a_switch_can_be_undone_with_it_later()
    {
        string[] before = Account();
        _account
            .Run(
                Addresses + "$addresses | Select-Object -First 2 | Remove-CcContact -RunId $args[0] -Confirm:$false",
                _id
            )
            .Succeeded();

        ScriptResult kept = _account.Run("Undo-CcRun $args[0] -Confirm:$false -PassThru", _id).Succeeded();
        Assert.Equal(["Kept", "Kept"], kept.Output.Select(static o => (string)o.Properties["Outcome"].Value));
        _account.Run("Undo-CcRun $args[0] -Restore -Confirm:$false", _id).Succeeded();

        Assert.Equal(before, Account());
    }

    [Fact]
    public void Contacts_that_an_import_created_are_deleted_only_with_the_switch()
    {
        _account
            .Run(
                "[pscustomobject]@{ email = 'fresh@example.com'; first_name = 'F' } | Import-CcContactBulk -List Crew -Undoable -RunId $args[0] | Out-Null",
                _id
            )
            .Succeeded();

        _account.Run("Undo-CcRun $args[0] -Confirm:$false", _id).Succeeded();
        Assert.Null(_account.State.GetContact("fresh@example.com")!["deleted_at"]);
        _account.Run("Undo-CcRun $args[0] -RemoveCreated -Confirm:$false", _id).Succeeded();

        Assert.NotNull(_account.State.GetContact("fresh@example.com")!["deleted_at"]);
    }

    [Fact]
    public void Preview_of_an_import_says_what_it_costs_to_be_undoable_and_reads_no_contact()
    {
        int requests = _account.Requests.Count;

        string screen = _account
            .Run(Rows + "$rows | Import-CcContactBulk -List Target -Undoable -WhatIf")
            .Succeeded()
            .ScreenText;

        Assert.Contains("up to 1 to be able to undo it", screen, StringComparison.Ordinal);
        Assert.DoesNotContain(
            _account.Requests.Skip(requests),
            static r => r.Query.Contains("street_addresses", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("Add-CcListMember Target -FromList Crew -Undoable", "CcInvalidValue")]
    [InlineData("Remove-CcContactTag old -AllActive -Undoable -Confirm:$false", "CcInvalidValue")]
    [InlineData(
        "[pscustomobject]@{ email = 'p1@example.com'; first_name = 'F' } | Import-CcContactBulk -List Crew -RunId $args[0] | Out-Null; Undo-CcRun $args[0] -Confirm:$false",
        "CcUndoNotPossible"
    )]
    [InlineData(
        "Add-CcListMember Target -FromList Crew -RunId $args[0]; Undo-CcRun $args[0] -Confirm:$false",
        "CcUndoNotPossible"
    )]
    public void Run_that_cannot_be_undone_is_refused(string script, string errorId) =>
        _account.Run(script, _id).FailedWith(errorId);

    [Fact]
    public void Signed_up_and_created_contacts_are_reported_and_deleted_only_with_the_switch()
    {
        _account
            .Run(
                "[pscustomobject]@{ email = 'p2@example.com'; first_name = 'New' }, [pscustomobject]@{ email = 'guest@example.com'; first_name = 'G' } | "
                    + "Register-CcContact -List Target -ConsentReference form-1 -RunId $args[0] -Confirm:$false",
                _id
            )
            .Succeeded();

        ScriptResult result = _account
            .Run("Undo-CcRun $args[0] -RemoveCreated -Confirm:$false -PassThru", _id)
            .Succeeded();

        JsonObject known = _account.State.GetContact("p2@example.com")!;
        Assert.Equal("N2", (string?)known["first_name"]);
        Assert.Single(known["list_memberships"]!.AsArray());
        Assert.NotNull(_account.State.GetContact("guest@example.com")!["deleted_at"]);
        Assert.All(result.Output, static o => Assert.Equal("Applied", (string)o.Properties["Outcome"].Value));
    }

    private static string Id(string member, System.Collections.Generic.IEnumerable<JsonObject> all, string name) =>
        (string)all.Single(one => (string?)one["name"] == name)[member]!;

    /// <summary>
    /// All contacts without the stamps that every write sets, and whatever the order of their members.
    /// </summary>
    private string[] Account() =>
        [.. _account.State.Contacts.Select(static c => Sorted(c)).Order(StringComparer.Ordinal)];

    private static string Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject map =>
                $"{{{string.Join(",", map.Where(static m => m.Key is not ("updated_at" or "update_source")).OrderBy(static m => m.Key, StringComparer.Ordinal).Select(static m => $"{m.Key}:{Sorted(m.Value)}"))}}}",
            JsonArray list => $"[{string.Join(",", list.Select(Sorted).Order(StringComparer.Ordinal))}]",
            _ => node?.ToJsonString() ?? "null",
        };
}
