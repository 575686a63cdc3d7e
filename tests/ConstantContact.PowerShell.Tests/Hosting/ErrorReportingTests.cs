using System;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Hosting;

/// <summary>Which failures end a run, and what their records say.</summary>
public sealed class ErrorReportingTests : IDisposable
{
    private readonly ModuleHost _host = ModuleHost.Open(TestFiles.ProbeCmdlets);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_records_failure_leaves_the_next_record_alone()
    {
        ScriptResult result = _host.Run("'a', 'b' | Test-Failure -Kind PerRecord");

        Assert.Null(result.Terminating);
        Assert.Equal(["a", "b"], result.Errors.Select(e => e.TargetObject));
        Assert.All(
            result.Errors,
            e => Assert.Equal("CcNotFound,ConstantContact.ProbeCmdlets.FailureProbeCommand", e.FullyQualifiedErrorId)
        );
        Assert.All(result.Errors, e => Assert.Equal(ErrorCategory.ObjectNotFound, e.CategoryInfo.Category));
        Assert.All(result.Errors, e => Assert.Equal("Nothing: it is a probe.", e.ErrorDetails.RecommendedAction));
        Assert.Equal("no a", result.Errors[0].ToString());
    }

    [Theory]
    [InlineData("EndsTheRun")]
    [InlineData("ReportedEndsTheRun")]
    public void A_failure_that_no_later_record_can_escape_ends_the_run(string kind)
    {
        ScriptResult result = _host.Run(
            "param($kind) try { 'a', 'b' | Test-Failure -Kind $kind } catch { 'caught'; throw }",
            kind
        );

        ErrorRecord error = result.FailedWith("CcNotFound");
        Assert.Equal("a", error.TargetObject);
        Assert.Equal("caught", Assert.Single(result.Output.Skip(kind == "EndsTheRun" ? 0 : 1)).ToString());
    }

    [Fact]
    public void Tried_work_reports_its_failure_and_goes_on()
    {
        ScriptResult result = _host.Run("'a' | Test-Failure -Kind Tried");

        Assert.Equal(["saw a", "False"], result.Output.Select(o => o.ToString()));
        Assert.Equal("a", Assert.Single(result.Errors).TargetObject);
    }
}
