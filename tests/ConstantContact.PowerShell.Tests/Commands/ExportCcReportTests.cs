using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Commands;

/// <summary>What the page shows is tested in Core's tests; here is how it gets to its place.</summary>
public sealed class ExportCcReportTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("export-report-").FullName;
    private readonly string _id = $"page{Guid.NewGuid():N}";

    private EmulatedAccount _account = null!;

    private string Page => Path.Combine(_folder, "review.html");

    public async Task InitializeAsync()
    {
        _account = await EmulatedAccount.StartAsync(new() { Rate = 0, Quota = 0 });
        _account.Plant(
            """{"email_address":{"address":"ada@example.com","permission_to_send":"implicit"},"job_title":"Clerk"}"""
        );
        _account.Run(
            "[pscustomobject]@{ email = 'ada@example.com'; job_title = '</script><b>Pilot' }, [pscustomobject]@{ email = 'nobody@example.com'; job_title = 'Pilot' } | Update-CcContact -RunId $args[0] -ErrorAction SilentlyContinue",
            _id
        );
    }

    public async Task DisposeAsync()
    {
        await _account.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Run_from_the_pipeline_is_a_page_with_every_row_and_costs_no_request()
    {
        int before = _account.Requests.Count;

        Assert.Empty(
            _account.Run("Get-CcRun -RunId $args[0] | Export-CcReport -Path $args[1]", _id, Page).Succeeded().Output
        );

        string html = File.ReadAllText(Page);
        Assert.Contains("\"key\":\"ada@example.com\"", html, StringComparison.Ordinal);
        Assert.Contains("\"Clerk\",\"\\u003C/script\\u003E\\u003Cb\\u003EPilot\"", html, StringComparison.Ordinal);
        Assert.Contains("\"key\":\"nobody@example.com\"", html, StringComparison.Ordinal);
        Assert.Contains("1 updated and 1 failed", html, StringComparison.Ordinal);
        Assert.Equal(before, _account.Requests.Count);
    }

    [Theory]
    [InlineData("[pscustomobject]@{ email = 'new@example.com' } | New-CcContact -RunId $args[0]")]
    [InlineData(
        "Set-Content $args[2] \"email,job_title`nada@example.com,Pilot\"; Import-CcContactBulk $args[2] -List Crew -RunId $args[0]"
    )]
    [InlineData(
        "Set-Content $args[2] \"email,job_title`nada@example.com,Pilot\"; Import-CcContactBulk $args[2] -List Crew -Stream -RunId $args[0]"
    )]
    [InlineData("'ada@example.com' | Add-CcListMember Crew -RunId $args[0]")]
    [InlineData("'ada@example.com' | Add-CcContactTag vip -RunId $args[0]")]
    [InlineData("'ada@example.com' | Sync-CcListMember Crew -RunId $args[0]")]
    [InlineData("'ada@example.com' | Remove-CcContact -RunId $args[0] -Confirm:$false")]
    [InlineData(
        "'ada@example.com' | Remove-CcContact -Confirm:$false; 'ada@example.com' | Restore-CcContact -List Crew -RunId $args[0] -Confirm:$false"
    )]
    [InlineData(
        "[pscustomobject]@{ email = 'ada@example.com'; job_title = 'Pilot' } | New-CcPlan $args[2]; Invoke-CcPlan $args[2] -RunId $args[0] -Confirm:$false"
    )]
    [InlineData(
        "[pscustomobject]@{ email = 'ada@example.com'; job_title = 'Pilot' } | Update-CcContact -RunId $args[0]; Undo-CcRun $args[0] -Confirm:$false",
        "undo-"
    )]
    public void Page_is_made_of_every_kind_of_run(string script, string prefix = "")
    {
        string id = "k" + _id,
            file = Path.Combine(_folder, "file.csv");
        _account.Run("New-CcList Crew; New-CcTag vip").Succeeded();
        _account.Run(script, id, Page, file).Succeeded();

        _account.Run("Export-CcReport -RunId $args[0] -Path $args[1]", prefix + id, Page).Succeeded();

        string html = File.ReadAllText(Page);
        Assert.Matches("\"key\":\"(ada|new)@example.com\"", html);
    }

    [Fact]
    public void Plan_is_a_page_before_anything_is_sent()
    {
        string plan = Path.Combine(_folder, "monday.ccplan");
        _account
            .Run(
                "[pscustomobject]@{ email = 'ada@example.com'; job_title = 'Captain' } | New-CcPlan -Path $args[0]",
                plan
            )
            .Succeeded();
        int before = _account.Requests.Count;

        _account.Run("Get-Item $args[0] | Export-CcReport -Path $args[1]", plan, Page).Succeeded();
        _account.Run("Export-CcReport $args[1] -Plan $args[0] -Force", plan, Page).Succeeded();

        string html = File.ReadAllText(Page);
        Assert.Contains("\"title\":\"monday.ccplan\"", html, StringComparison.Ordinal);
        Assert.Contains("1 to update", html, StringComparison.Ordinal);
        Assert.Contains("\"Captain\"", html, StringComparison.Ordinal);
        Assert.Equal(before, _account.Requests.Count);
        File.AppendAllText(plan, " ");
        _account.Run("Export-CcReport $args[1] -Plan $args[0] -Force", plan, Page).FailedWith("CcPlanEdited");
    }

    [Fact]
    public void Existing_file_is_replaced_with_Force_alone()
    {
        File.WriteAllText(Page, "mine");

        _account.Run("Export-CcReport $args[1] $args[0]", _id, Page).FailedWith("CcReportNotWritable");
        Assert.Equal("mine", File.ReadAllText(Page));

        FileInfo file = _account
            .Run("Export-CcReport $args[1] $args[0] -Force -PassThru", _id, Page)
            .Succeeded()
            .Single<FileInfo>();
        Assert.Equal((Page, true), (file.FullName, file.Length > 10_000));
    }

    [Fact]
    public void Preview_writes_nothing()
    {
        ScriptResult result = _account.Run("Export-CcReport $args[1] $args[0] -WhatIf", _id, Page).Succeeded();

        Assert.Contains(_id, string.Join('\n', _account.Host.Ui.Lines), StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.False(File.Exists(Page));
    }

    [Fact]
    public void Page_shows_one_run_and_the_others_are_refused()
    {
        _account.Run("Update-CcContact ada@example.com -JobTitle Pilot -RunId \"$($args[0])b\"", _id).Succeeded();

        ScriptResult result = _account.Run(
            "$id = $args[0]; '', 'b' | ForEach-Object { [pscustomobject]@{ RunId = \"$id$_\" } } | Export-CcReport -Path $args[1] -Force",
            _id,
            Page
        );

        Assert.Contains(
            "shows another run or plan already",
            Assert.Single(result.Errors).ToString(),
            StringComparison.Ordinal
        );
        Assert.Contains($"\"title\":\"Update-CcContact, run {_id}\"", File.ReadAllText(Page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("review.csv", "CcReportNotWritable")]
    [InlineData("missing/review.html", "CcReportNotWritable")]
    public void Place_that_is_none_for_a_page_is_an_error(string name, string errorId) =>
        _account.Run("Export-CcReport $args[1] $args[0]", _id, Path.Combine(_folder, name)).FailedWith(errorId);

    [Fact]
    public void Run_that_is_not_kept_is_an_error_about_its_id()
    {
        ErrorRecord error = _account.Run("Export-CcReport $args[0] nowhere", Page).FailedWith("CcRunNotFound");

        Assert.Equal("nowhere", error.TargetObject);
    }
}
