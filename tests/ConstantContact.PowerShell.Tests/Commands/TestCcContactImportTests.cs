using System;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>Test-CcContactImport: the findings of an import, without the import.</summary>
public sealed class TestCcContactImportTests
{
    [Fact]
    public void Findings_come_without_a_connection_one_record_each()
    {
        using ModuleHost host = ModuleHost.Open();

        ScriptResult result = host.Run(
                "@(@{ email = 'a@example.com'; zip = '2451' }, @{ email = 'bad'; zip = '' }, @{ email = 'A@example.com'; zip = '' }) | Test-CcContactImport"
            )
            .Succeeded();

        Assert.Equal(
            [
                "1 lost-zero zip Warning",
                "2 email-malformed email Error",
                "3 duplicate  Error",
                "0 forecast  Information",
            ],
            result.Output.Select(o =>
                $"{o.Properties["Row"].Value} {o.Properties["RuleId"].Value} {o.Properties["Column"].Value} {o.Properties["Severity"].Value}"
            )
        );
    }

    // Objects of the same shape are read in a faster way, which must not lose any of these.
    [Theory]
    [InlineData("$b = [pscustomobject]@{ email = 'b@example.com'; zip = '2451' }")]
    [InlineData("$b.PSObject.Properties.Add([psnoteproperty]::new('zip', '2451'))")]
    [InlineData("$b.PSObject.Properties.Add([psscriptproperty]::new('zip', { '2451' }))")]
    [InlineData(
        "$b.PSObject.Properties.Add([psnoteproperty]::new('x', '2451')); $b.PSObject.Properties.Add([psaliasproperty]::new('zip', 'x'))"
    )]
    public void A_property_that_a_later_object_alone_has_is_read(string change)
    {
        using ModuleHost host = ModuleHost.Open();

        ScriptResult result = host.Run(
                $"$a = [pscustomobject]@{{ email = 'a@example.com' }}; $b = [pscustomobject]@{{ email = 'b@example.com' }}; {change}; $a, $b | Test-CcContactImport -IgnoreUnknownColumn"
            )
            .Succeeded();

        Assert.Contains(
            "2 lost-zero zip",
            result.Output.Select(o =>
                $"{o.Properties["Row"].Value} {o.Properties["RuleId"].Value} {o.Properties["Column"].Value}"
            )
        );
    }

    [Fact]
    public void Properties_that_the_engine_adds_are_no_columns()
    {
        using ModuleHost host = ModuleHost.Open();

        ScriptResult result = host.Run(
                "$a = [pscustomobject]@{ email = 'a@example.com' }; $a.PSObject.Members | ForEach-Object { $null = $_.Name }; $a | Test-CcContactImport"
            )
            .Succeeded();

        Assert.Equal("forecast", Assert.Single(result.Output).Properties["RuleId"].Value);
    }

    [Fact]
    public void A_file_is_checked_without_a_connection()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, "email,cf:anything\na@example.com,x\n");
        using ModuleHost host = ModuleHost.Open();

        ScriptResult result = host.Run("Test-CcContactImport $args[0]", path).Succeeded();

        Assert.Equal("forecast", Assert.Single(result.Output).Properties["RuleId"].Value);
        File.Delete(path);
    }

    [Fact]
    public async Task With_a_connection_missing_custom_fields_are_named_and_nothing_is_written()
    {
        await using EmulatedAccount account = await EmulatedAccount.WithMembersAsync(30);

        ScriptResult result = account
            .Run("@{ email = 'a@example.com'; 'cf:No such field' = 'x' } | Test-CcContactImport")
            .Succeeded();

        Assert.Equal(["unknown-field", "forecast"], result.Output.Select(o => o.Properties["RuleId"].Value));
        Assert.Empty(account.Writes);
    }

    [Theory]
    [InlineData("Test-CcContactImport")]
    [InlineData("@{ email = 'a@example.com' } | Test-CcContactImport x.csv")]
    public void Rows_come_from_one_side_alone(string script)
    {
        using ModuleHost host = ModuleHost.Open();

        Assert.StartsWith(
            "CcInvalidValue,",
            Assert.Single(host.Run(script).Errors).FullyQualifiedErrorId,
            StringComparison.Ordinal
        );
    }
}
