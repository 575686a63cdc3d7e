using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Emulator.Options;
using ConstantContact.PowerShell.Tests.Shell;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class GetCcQuotaTests
{
    [Fact]
    public async Task Quota_shows_the_used_and_remaining_requests_the_reset_and_the_sharers_and_sends_nothing()
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 3,
            },
            requestsPerSecond: 50,
            requestsPerDay: 1000
        );
        account.Run("Get-CcContact -Raw -First 1; Get-CcContact -Raw -First 2").Succeeded();

        PSObject quota = Assert.Single(account.Run("Get-CcQuota").Succeeded().Output);

        Assert.Equal(2, account.Requests.Count);
        Assert.Equal(2L, quota.Properties["UsedToday"].Value);
        Assert.Equal(998L, quota.Properties["Left"].Value);
        Assert.Equal(1000L, quota.Properties["PerDay"].Value);
        Assert.Equal(50, quota.Properties["PerSecond"].Value);
        var resets = (DateTimeOffset)quota.Properties["ResetsAt"].Value;
        Assert.Equal(TimeSpan.Zero, resets.UtcDateTime.TimeOfDay);
        Assert.InRange(resets - TimeProvider.System.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromDays(1));
        PSObject[] processes =
        [
            .. LanguagePrimitives
                .GetEnumerable(quota.Properties["ByProcess"].Value)
                .Cast<object>()
                .Select(PSObject.AsPSObject),
        ];
        Assert.Equal(Environment.ProcessId, Assert.Single(processes).Properties["ProcessId"].Value);
        Assert.Equal(true, processes[0].Properties["IsThisProcess"].Value);
        Assert.Equal(2L, processes[0].Properties["Requests"].Value);
    }

    [Fact]
    public async Task Another_process_with_the_same_client_counts_into_the_same_allowance()
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 3,
            }
        );
        account.Run("Get-CcContact -Raw -First 1").Succeeded();
        using ShellProcess shell = new() { Home = TestFiles.DataFolder };

        ShellResult other = await shell.RunScriptAsync(
            $"""
            Connect-CcAccount -AccessToken (ConvertTo-SecureString '{account.Token}' -AsPlainText -Force) -BaseUri {account.Emulator.BaseUri} -RequestsPerSecond 1000 -RequestsPerDay 1000000
            $null = Get-CcContact -Raw -First 1
            (Get-CcQuota).UsedToday
            """
        );

        Assert.Equal("2", Assert.Single(other.Lines));
        Assert.Equal(2L, Assert.Single(account.Run("(Get-CcQuota).UsedToday").Succeeded().Output).BaseObject);
        Assert.Equal(2, account.Run("(Get-CcQuota).ByProcess").Succeeded().Output.Count);
    }

    [Fact]
    public async Task From_90_percent_on_a_run_warns_once_however_many_records_it_has()
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 9,
            },
            requestsPerDay: 10
        );

        ScriptResult first = account.Run("1..8 | ForEach-Object { Get-CcContact -Raw -First 1 }").Succeeded();
        ScriptResult run = account.Run("'member1@example.com', 'member2@example.com' | Get-CcContact -Raw");

        Assert.Empty(first.Warnings);
        Assert.StartsWith(
            "1 of today's 10 requests is left. The allowance resets at",
            Assert.Single(run.Warnings),
            StringComparison.Ordinal
        );
        run = account.Run("Get-CcContact -Raw -First 1");
        Assert.Contains(
            "Today's allowance of 10 requests is used up",
            run.FailedWith("CcQuotaExceeded").ToString(),
            StringComparison.Ordinal
        );
        Assert.Equal(10, account.Requests.Count);
    }

    [Fact]
    public async Task A_day_of_50_requests_with_80_rows_sends_50_and_accounts_for_every_row()
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync(requestsPerDay: 50);
        for (int i = 1; i <= 80; i++)
        {
            account.Plant(
                $$$"""{"email_address":{"address":"p{{{i}}}@example.com","permission_to_send":"implicit"},"first_name":"Old"}"""
            );
        }

        ScriptResult result = account.Run(
            "1..80 | ForEach-Object { [pscustomobject]@{ email = \"p$_@example.com\"; first_name = 'New' } } | Update-CcContact -PassThru"
        );

        ErrorRecord error = result.FailedWith("CcQuotaExceeded");
        long updated = result.Output.Count(static o => (string)o.Properties["Outcome"].Value == "Updated");
        long left = result.Output.Count(static o => (string)o.Properties["Outcome"].Value == "NotAttempted");
        Assert.Equal(80, updated + left);
        Assert.Equal(50, account.Requests.Count);
        Assert.Equal(updated, account.Writes.Count);
        Assert.Equal(updated, account.State.Contacts.Count(contact => (string?)contact["first_name"] == "New"));
        Assert.Equal(80, result.Output.Count);
        Assert.Contains($"{left} rows were not attempted", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("It resets at", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_used_costs_one_warning_and_nothing_else()
    {
        await using EmulatedAccount account = await EmulatedAccount.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 3,
            }
        );
        using ShellProcess shell = new();
        File.WriteAllText(shell.Home, "a file where the folder should be");

        ShellResult other = await shell.RunScriptAsync(
            $"""
            Connect-CcAccount -AccessToken (ConvertTo-SecureString '{account.Token}' -AsPlainText -Force) -BaseUri {account.Emulator.BaseUri} -RequestsPerSecond 1000
            $warned = @()
            1..3 | ForEach-Object {"{"} (Get-CcContact -Raw -First 1 -WarningVariable +warned -WarningAction SilentlyContinue).Count {"}"}
            $warned.Count
            (Get-CcQuota).UsedToday
            """
        );

        Assert.Equal("1 1 1 1 3", string.Join(' ', other.Lines));
    }
}
