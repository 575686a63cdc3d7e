using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Completion;

public sealed class CompletionTests : IAsyncLifetime
{
    private EmulatedAccount _account = null!;

    public async Task InitializeAsync() => _account = await EmulatedAccount.WithMembersAsync(10);

    public async Task DisposeAsync() => await _account.DisposeAsync();

    [Fact]
    public void Statuses_and_includes_complete()
    {
        Assert.Equal(["unsubscribed"], Complete("Get-CcContact -Status uns"));
        Assert.Equal(["phone_numbers"], Complete("Get-CcContact -Include ph"));
    }

    [Theory]
    [InlineData("Get-CcContact -List Spr", "'Spring news'")]
    [InlineData("Get-CcContact -List 'spring n", "'Spring news'")]
    [InlineData("Get-CcContact -List \"spr", "'Spring news'")]
    [InlineData("Get-CcContact -List Members, Don", "Donors")]
    [InlineData("Get-CcContact -Tag v", "vip")]
    [InlineData("Get-CcContact -Tag 2024", "'2024 gala'")]
    public async Task Names_complete_and_are_quoted_where_they_must_be(string text, string completion) =>
        Assert.Equal([completion], await CompletedAsync(text));

    [Fact]
    public async Task Text_with_which_no_name_begins_does_not_complete()
    {
        await CompletedAsync("Get-CcContact -Tag v");

        Assert.Empty(Complete("Get-CcContact -Tag zzz"));
    }

    [Theory]
    [InlineData("Export-CcContact -Field cr", "created_at")]
    [InlineData("Export-CcContact -Field email_address, email_optout_d", "email_optout_date")]
    [InlineData("Export-CcContact -Field cf:Memb", "'cf:Member number'")]
    [InlineData("Get-CcContact -Include list_memberships, ph", "phone_numbers")]
    [InlineData("Update-CcContact a@example.com -Clear cf:Rem", "'cf:Remarks'")]
    public async Task Columns_complete_and_are_taken_as_completed(string text, string completion)
    {
        Assert.Contains(completion, await CompletedAsync(text));

        ScriptResult result = _account.Run(
            $"{text[..(text.LastIndexOf(' ') + 1)]}{completion} -WhatIf:$true"
                .Replace("Get-CcContact", "$null = Get-CcContact", StringComparison.Ordinal)
                .Replace("phone_numbers -WhatIf:$true", "phone_numbers", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            result.Errors,
            e =>
                e.FullyQualifiedErrorId.StartsWith("CcUnknown", StringComparison.Ordinal)
                || e.FullyQualifiedErrorId.StartsWith("CcInvalid", StringComparison.Ordinal)
        );
        Assert.Null(result.Terminating);
    }

    /// <summary>No completer is asked within a hashtable, which the pages of these parameters say.</summary>
    [Theory]
    [InlineData("Update-CcContact a@example.com -CustomField @{ Memb")]
    [InlineData("Update-CcContact a@example.com -ColumnMap @{ 'Stelle' = 'job")]
    public void Within_a_hashtable_nothing_completes(string text) => Assert.Empty(Complete(text));

    [Fact]
    public async Task A_segment_completes()
    {
        _account
            .Run(
                "$null = New-CcSegment 'All of Boston' @{ version = '1.0.0'; criteria = @{ type = 'and'; group = @(@{ source = 'contact'; field = 'city'; op = 'eq'; value = 'Boston' }) } }"
            )
            .Succeeded();

        Assert.Equal(["'All of Boston'"], await CompletedAsync("Get-CcContact -Segment all"));
    }

    [Fact]
    public async Task A_name_with_quotes_runs_as_completed()
    {
        JsonNode state = _account.State.Get();
        state["lists"]![0]!["name"] = "Mary’s 'best' $list";
        _account.State.Put(state);

        string completed = Assert.Single(await CompletedAsync("Get-CcContact -List Mary"));

        Assert.Equal("'Mary’’s ''best'' $list'", completed);
        _account.Run($"Get-CcContact -List {completed}").Succeeded();
    }

    [Fact]
    public async Task Known_names_are_not_requested_again()
    {
        await CompletedAsync("Get-CcContact -List Spr");
        int requests = _account.Requests.Count;

        Assert.Equal(["Donors"], Complete("Get-CcContact -List Don"));
        Assert.Equal(requests, _account.Requests.Count);
    }

    [Fact]
    public async Task A_silent_service_does_not_hold_up_the_prompt()
    {
        _account.Emulator.Faults.Add("GET /v3/contact_lists", "silent");

        Assert.Empty(await Task.Run(() => Complete("Get-CcContact -List Spr")).WaitAsync(Eventually.Patience));
        Assert.Single(_account.Requests);
    }

    [Fact]
    public void A_failing_service_is_passed_over_in_silence()
    {
        _account.Emulator.Faults.Add("GET /v3/contact_lists", "unauthorized");

        Assert.Empty(Complete("Get-CcContact -List Spr"));
        Assert.Equal(0, _account.Run("$Error.Count").Succeeded().Single<int>());
    }

    [Fact]
    public void Without_a_connection_there_is_nothing_to_complete()
    {
        using ModuleHost host = ModuleHost.Open();

        Assert.DoesNotContain(
            host.Complete("Get-CcContact -List Spr"),
            match => match.CompletionText.Contains("Spring", StringComparison.Ordinal)
        );
    }

    // On a busy machine the answer of the service may come too late for the first attempt.
    private Task<IReadOnlyList<string>> CompletedAsync(string text) => Eventually.SomeAsync(() => Complete(text));

    // The engine falls back to file names where a completer has nothing.
    private IReadOnlyList<string> Complete(string text) =>
        [
            .. _account
                .Host.Complete(text)
                .Where(match => match.ResultType == System.Management.Automation.CompletionResultType.ParameterValue)
                .Select(match => match.CompletionText),
        ];
}
