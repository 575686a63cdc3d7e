using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

public sealed class SegmentTests : IAsyncLifetime
{
    private const string Boston =
        """{"version":"1.0.0","criteria":{"type":"and","group":[{"source":"contact","field":"city","op":"eq","value":"Boston"}]}}""";

    private const string Object =
        "@{ version = '1.0.0'; criteria = [pscustomobject]@{ type = 'and'; group = @(@{ source = 'contact'; field = 'city'; op = 'eq'; value = 'Boston' }) } }";

    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() => _account = await EmulatedAccount.WithMembersAsync(20);

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Theory]
    [InlineData("'" + Boston + "'")]
    [InlineData(Object)]
    public void Criteria_are_text_or_objects_and_travel_as_text(string criteria)
    {
        PSObject segment = Assert.Single(_account.Run($"New-CcSegment Boston {criteria}").Succeeded().Output);

        Assert.Contains(
            "\\u0022source\\u0022:\\u0022contact\\u0022".Replace("\\u0022", "\\\"", StringComparison.Ordinal),
            Assert.Single(_account.Writes).Body,
            StringComparison.Ordinal
        );
        Assert.Contains("\"value\":\"Boston\"", (string)segment.Properties["Criteria"].Value, StringComparison.Ordinal);
        Assert.IsType<int>(segment.Properties["SegmentId"].Value);
    }

    [Theory]
    [InlineData("New-CcSegment X 'no json'")]
    [InlineData("New-CcSegment X '[1]'")]
    [InlineData("New-CcSegment X @{ a = { script } }")]
    public void Invalid_criteria_are_refused_before_any_request(string script)
    {
        _account.Run(script).FailedWith("CcInvalidValue");

        Assert.Empty(_account.Requests);
    }

    [Fact]
    public void Segments_come_by_name_wildcard_and_number_and_with_criteria_when_asked()
    {
        int id = (int)Make("Boston").Properties["SegmentId"].Value;
        Make("2024");

        Assert.Equal("Boston", Assert.Single(_account.Run("Get-CcSegment bos*").Succeeded().Output).ToString());
        Assert.Null(
            Assert.Single(_account.Run("Get-CcSegment Boston").Succeeded().Output).Properties["Criteria"].Value
        );
        Assert.NotNull(
            Assert
                .Single(_account.Run("Get-CcSegment Boston -IncludeCriteria").Succeeded().Output)
                .Properties["Criteria"]
                .Value
        );
        Assert.Equal("Boston", Assert.Single(_account.Run($"Get-CcSegment {id}").Succeeded().Output).ToString());
        Assert.Equal("2024", Assert.Single(_account.Run("Get-CcSegment 2024").Succeeded().Output).ToString());
        Assert.NotNull(
            Assert
                .Single(_account.Run($"Get-CcSegment -SegmentId {id}").Succeeded().Output)
                .Properties["Criteria"]
                .Value
        );
        _account.Run("Get-CcSegment Bostn").FailedWith("CcUnknownName");
    }

    [Fact]
    public void A_name_alone_is_patched_and_new_criteria_keep_the_name()
    {
        Make("Boston");

        _account.Run("Set-CcSegment Boston -Name Beantown").Succeeded();
        PSObject changed = Assert.Single(
            _account
                .Run(
                    $"Get-CcSegment Beantown | Set-CcSegment -Criteria '{Boston.Replace("Boston", "Lowell", StringComparison.Ordinal)}' -PassThru"
                )
                .Succeeded()
                .Output
        );

        Assert.Equal(["POST", "PATCH", "PUT"], _account.Writes.Select(r => r.Method));
        Assert.Equal("Beantown", changed.ToString());
        Assert.Contains("Lowell", (string)changed.Properties["Criteria"].Value, StringComparison.Ordinal);
        _account.Run("Set-CcSegment Beantown").FailedWith("CcInvalidValue");
    }

    [Fact]
    public void Segments_are_deleted_and_seen_no_more()
    {
        Make("One");
        Make("Two");

        _account.Run("Get-CcSegment | Remove-CcSegment -Confirm:$false").Succeeded();

        Assert.Empty(_account.Run("Get-CcSegment").Succeeded().Output);
        _account.Run("Remove-CcSegment One -Confirm:$false").FailedWith("CcUnknownName");
    }

    [Fact]
    public void WhatIf_shows_the_requests_and_sends_none()
    {
        int id = (int)Make("Boston").Properties["SegmentId"].Value;

        Assert.Contains(
            "POST /v3/segments\n",
            _account.Run($"New-CcSegment X '{Boston}' -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"PATCH /v3/segments/{id}/name\n{{\"name\":\"X\"}}",
            _account.Run("Set-CcSegment Boston -Name X -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"DELETE /v3/segments/{id}",
            _account.Run("Remove-CcSegment Boston -WhatIf").Succeeded().ScreenText,
            StringComparison.Ordinal
        );
        Assert.Single(_account.Writes);
    }

    [Fact]
    public async Task Rows_make_segments_and_names_complete()
    {
        _account.Run($"[pscustomobject]@{{ Name = 'Row'; Criteria = '{Boston}' }} | New-CcSegment").Succeeded();

        Assert.Equal("Row", Assert.Single(await CompletedAsync("Get-CcSegment R")).CompletionText);
        Assert.Equal("Row", Assert.Single(await CompletedAsync("Set-CcSegment -Segment R")).CompletionText);
    }

    private PSObject Make(string name) =>
        Assert.Single(_account.Run($"New-CcSegment '{name}' '{Boston}'").Succeeded().Output);

    // On a busy machine the answer of the service may come too late for the first attempt.
    private Task<IReadOnlyList<CompletionResult>> CompletedAsync(string text) =>
        Eventually.SomeAsync<CompletionResult>(() =>
            [.. _account.Host.Complete(text).Where(match => match.ResultType == CompletionResultType.ParameterValue)]
        );
}
