using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>If the account is already as requested, -WhatIf and -Verbose say so, and nothing is sent.</summary>
public sealed class NothingToDoTests
{
    [Theory]
    [InlineData(
        "Update-CcContact member1@example.com -FirstName (Get-CcContact member1@example.com).FirstName",
        "already has these values"
    )]
    [InlineData("Set-CcList Members -Name Members", "already has these values")]
    [InlineData("Set-CcTag vip -Name vip", "already has this name")]
    [InlineData("Set-CcCustomField Membership -Label Membership", "already has these values")]
    [InlineData("Restore-CcContact member1@example.com -List Members", "1 contact is already as requested")]
    [InlineData("Remove-CcContact member1@example.com, member1@example.com -Confirm:$false", "no request is needed")]
    public async Task State_that_already_exists_is_reported(string command, string text)
    {
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(20);

        ScriptResult whatIf = account.Run($"{command} -WhatIf").Succeeded();
        Assert.Empty(account.Writes);
        ScriptResult verbose = account.Run($"{command} -Verbose").Succeeded();

        Assert.Contains(text, whatIf.ScreenText, System.StringComparison.Ordinal);
        Assert.Contains(verbose.Verbose, line => line.Contains(text, System.StringComparison.Ordinal));
        Assert.True(account.Writes.Count() <= (command.StartsWith("Remove", System.StringComparison.Ordinal) ? 1 : 0));
    }

    [Theory]
    [InlineData("New-CcList Members", "a list with the name 'Members'")]
    [InlineData("New-CcTag VIP", "a tag with the name 'VIP'")]
    [InlineData("New-CcCustomField Membership -Type string", "a custom field with the name 'Membership'")]
    public async Task A_name_in_use_is_reported_with_the_item_that_has_it(string command, string item)
    {
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(5);

        ErrorRecord error = account.Run(command).FailedWith("CcConflict");

        Assert.Matches($"^There is already {item}: [0-9a-f-]{{36}}\\.$", error.ToString());
        Assert.Contains("give another name", error.ErrorDetails.RecommendedAction, System.StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_phone_is_shown_once_in_a_preview()
    {
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(5);

        ScriptResult result = account
            .Run("Update-CcContact member1@example.com -Phone @{ home = '781-555-0100' } -WhatIf")
            .Succeeded();

        string line = Assert.Single(
            result.ScreenText.Split('\n'),
            l => l.Contains("home", System.StringComparison.Ordinal) && !l.StartsWith('{')
        );
        Assert.Contains("781-555-0100", line, System.StringComparison.Ordinal);
    }
}
