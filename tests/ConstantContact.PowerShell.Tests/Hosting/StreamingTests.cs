using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Hosting;

/// <summary>One worker for a whole pipeline.</summary>
public sealed class StreamingTests : IDisposable
{
    private readonly ModuleHost _host = ModuleHost.Open(TestFiles.ProbeCmdlets);
    private readonly string _name = Guid.NewGuid().ToString();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Records_overlap_and_come_out_in_the_order_they_went_in()
    {
        ScriptResult result = _host
            .Run("param($n) 1..100 | Convert-Stream -Name $n -Overlap 20 -Milliseconds 5", _name)
            .Succeeded();

        Assert.Equal(Enumerable.Range(1, 100).Select(n => $"{n}!"), result.Output.Select(o => o.ToString()));
        Assert.Equal(20, Log().TakeWhile(entry => entry != "write 1!").Count(IsStart));
    }

    [Fact]
    public void Output_comes_while_input_still_does()
    {
        ScriptResult result = _host.Run(
            "param($n) 1..40 | ForEach-Object { [Threading.Thread]::Sleep(5); $_ } | Convert-Stream -Name $n -Milliseconds 1 -Overlap 1 | Select-Object -First 1",
            _name
        );

        Assert.Equal("1!", Assert.Single(result.Output).ToString());
        Assert.True(Log().Count(entry => entry.StartsWith("read", StringComparison.Ordinal)) < 20);
        Assert.Equal("ended", Log()[^1]);
    }

    [Fact]
    public void Input_waits_when_the_worker_is_behind()
    {
        _host.Run("param($n) 1..60 | Convert-Stream -Name $n -Overlap 1 -Milliseconds 2", _name).Succeeded();

        IReadOnlyList<string> log = Log();
        Assert.Equal(60, log.Count(IsStart));
        int waiting = 0;
        foreach (string entry in log)
        {
            waiting +=
                entry.StartsWith("read", StringComparison.Ordinal) ? 1
                : IsStart(entry) ? -1
                : 0;

            // Four in the input, the one that waits for room, and one under way to the log.
            Assert.InRange(waiting, -1, 6);
        }
    }

    [Fact]
    public void A_worker_that_fails_ends_the_run_before_the_rest_is_read()
    {
        ScriptResult result = _host.Run("param($n) 1..10000 | Convert-Stream -Name $n -At 5 -Then throw", _name);

        Assert.Equal("at 5", result.FailedWith("CcNotFound").Exception.Message);
        Assert.True(Log().Count(entry => entry.StartsWith("read", StringComparison.Ordinal)) < 20);
    }

    [Fact]
    public void A_worker_that_wants_no_more_lets_the_rest_pass()
    {
        ScriptResult result = _host
            .Run("param($n) 1..1000 | Convert-Stream -Name $n -At 5 -Then end; 'after'", _name)
            .Succeeded();

        Assert.Equal("after", result.Output[^1].ToString());
    }

    [Fact]
    public void Without_any_record_the_run_ends_well() =>
        Assert.Empty(_host.Run("param($n) @() | Convert-Stream -Name $n", _name).Succeeded().Output);

    [Fact]
    public void An_upstream_failure_ends_the_worker()
    {
        ScriptResult result = _host.Run(
            "param($n) & { 1; throw [FormatException]::new('upstream') } | Convert-Stream -Name $n -Milliseconds 60000",
            _name
        );

        Assert.IsType<FormatException>(result.TerminatingError!.Exception);
        Assert.Equal("ended", Log()[^1]);
    }

    private static bool IsStart(string entry) => entry.StartsWith("start", StringComparison.Ordinal);

    private IReadOnlyList<string> Log() => ProbeLogs.Of(_name);
}
