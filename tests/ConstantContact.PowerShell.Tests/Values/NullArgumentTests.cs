using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.PowerShell.Tests.Conventions;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Values;

/// <summary>A parameter with an empty value never means everything.</summary>
public sealed class NullArgumentTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() => _account = await EmulatedAccount.WithMembersAsync(20);

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void Every_parameter_of_every_reading_cmdlet_refuses_null_without_a_request()
    {
        List<string> wrong = [];
        foreach (string script in Calls())
        {
            int before = _account.Requests.Count;
            ScriptResult result = _account.Run(script);
            if (
                (result.Errors.Count == 0 && result.Terminating is null)
                || result.Output.Count > 0
                || _account.Requests.Count > before
            )
            {
                wrong.Add(
                    $"{script}: {result.Output.Count} objects, {result.Errors.Count} errors, {_account.Requests.Count - before} requests"
                );
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ ListId = $null } | Get-CcList")]
    [InlineData("[pscustomobject]@{ TagId = $null } | Get-CcTag")]
    [InlineData("[pscustomobject]@{ SegmentId = $null } | Get-CcSegment")]
    [InlineData("[pscustomobject]@{ CustomFieldId = $null } | Get-CcCustomField")]
    [InlineData("$nothing = $null; Get-CcContact -UpdatedBefore $nothing | Remove-CcContact -Confirm:$false")]
    [InlineData("$nothing = $null; Get-CcContact -List $nothing | Remove-CcContact -Confirm:$false")]
    [InlineData("Get-CcContact -Status @() | Remove-CcContact -Confirm:$false")]
    public void An_object_or_argument_that_says_nothing_finds_nothing(string script)
    {
        ScriptResult result = _account.Run(script);

        Assert.NotEmpty(result.Errors);
        Assert.Empty(result.Output);
        Assert.Empty(_account.Writes);
    }

    private static IEnumerable<string> Calls()
    {
        foreach (
            CmdletInfo cmdlet in ExportedCmdlets.All.Values.Where(c =>
                c.Name.StartsWith("Get-", StringComparison.Ordinal) && c.Name != "Get-CcConnection"
            )
        )
        {
            foreach (ParameterMetadata parameter in cmdlet.OwnParameters().Where(p => !p.SwitchParameter))
            {
                yield return $"{cmdlet.Name} -{parameter.Name} $null";
                if (
                    parameter.ParameterType.IsArray
                    && !parameter.Attributes.OfType<AllowEmptyCollectionAttribute>().Any()
                )
                {
                    yield return $"{cmdlet.Name} -{parameter.Name} @()";
                }
            }
        }
    }
}
