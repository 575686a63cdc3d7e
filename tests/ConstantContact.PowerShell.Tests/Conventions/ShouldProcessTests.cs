using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Conventions;

/// <summary>
/// That <c>-WhatIf</c> and <c>-Confirm</c> are not only declared: every writer runs under both, taken from the examples
/// of its own help page, and no write may leave the machine.
/// </summary>
public sealed class ShouldProcessTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;

    public static TheoryData<string> Writers => ConventionTests.Writers;

    public async Task InitializeAsync() => _account = await EmulatedAccount.WithMembersAsync(300);

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Theory]
    [MemberData(nameof(Writers))]
    public void No_write_leaves_under_WhatIf(string name)
    {
        int ran = 0;
        foreach (string script in Examples(name))
        {
            ScriptResult result = _account.Run($"$WhatIfPreference = $true\n{script}");
            ran +=
                result.Errors.Any(e =>
                    e.FullyQualifiedErrorId.StartsWith("CommandNotFoundException", StringComparison.Ordinal)
                ) || result.Terminating is not null
                    ? 0
                    : 1;
        }

        Assert.True(ran > 0, $"no example of {name} can run here");
        Assert.Empty(_account.Writes);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public void No_write_leaves_when_a_person_says_no(string name)
    {
        // This host answers no question unless a test sets an answer: a question fails the script, and a missing
        // question sends a write.
        foreach (string script in Examples(name))
        {
            _account.Run(
                $"$ConfirmPreference = 'Low'\n{script.Replace(" -Confirm:$false", " -Confirm", StringComparison.Ordinal).Replace(" -Force", " -Confirm", StringComparison.Ordinal)}"
            );
        }

        Assert.Empty(_account.Writes);
    }

    private static string[] Examples(string name) =>
        [
            .. Help
                .HelpPage.Read(name)
                .Examples.Select(e => e.Script)
                .Where(s => s.Contains(name, StringComparison.Ordinal)),
        ];
}
