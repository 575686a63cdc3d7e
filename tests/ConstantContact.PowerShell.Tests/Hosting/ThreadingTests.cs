using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Tests.Hosted;
using Xunit;

namespace ConstantContact.PowerShell.Tests.Hosting;

/// <summary>The threading rules of the design, by their numbers.</summary>
public sealed class ThreadingTests : IDisposable
{
    private readonly ModuleHost _host = ModuleHost.Open(TestFiles.ProbeCmdlets);

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Rule1_and_5_workers_run_on_the_pool_without_a_runspace_and_the_pipeline_thread_does_the_rest()
    {
        ScriptResult result = _host.Run("Get-Thread").Succeeded();

        Assert.Equal(8, result.Output.Count);
        Assert.All(
            result.Output,
            pair => Assert.True((bool)pair.Properties["Holds"].Value, (string)pair.Properties["What"].Value)
        );
    }

    [Fact]
    public void Rule2_messages_and_objects_keep_their_order()
    {
        ScriptResult result = _host
            .Run("Read-Page -Name order -Pages 3 -Verbose *>&1 | ForEach-Object { \"$_\" }")
            .Succeeded();

        string[] items = ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "3.1", "3.2", "3.3"];
        Assert.Equal(
            items.SelectMany(item => new[] { $"before {item}", item }),
            result.Output.Select(o => o.ToString())
        );
    }

    [Theory]
    [InlineData("Read-Page -Name {0} | Select-Object -First 1")]
    [InlineData("foreach ($once in 1) {{ Read-Page -Name {0} | & {{ process {{ $_; break }} }} }}")]
    [InlineData("try {{ Read-Page -Name {0} | ForEach-Object {{ $_; throw 'enough' }} }} catch {{ }}")]
    [InlineData("try {{ '1.1'; Read-Page -Name {0} -Errors -ErrorAction Stop }} catch {{ }}")]
    [InlineData(
        "$e = $null; '1.1'; Read-Page -Name {0} -Errors -ErrorAction SilentlyContinue -ErrorVariable e | Select-Object -First 1; if ($e) {{ throw 'unexpected' }}",
        50
    )]
    public void Rule3_a_consumer_that_wants_no_more_ends_the_worker_before_the_second_page(string script, int pages = 1)
    {
        string name = Guid.NewGuid().ToString();
        ScriptResult result = _host.Run(string.Format(System.Globalization.CultureInfo.InvariantCulture, script, name));

        // The worker has ended before the pipeline has.
        IReadOnlyList<string> log = ProbeLogs.Of(name);
        Assert.Equal("1.1", result.Output[0].ToString());
        Assert.Equal(pages, log.Count(entry => entry.StartsWith("page", StringComparison.Ordinal)));
        Assert.Equal("ended", log[^1]);
    }

    [Fact]
    public void Rule3_the_first_exception_survives_unchanged()
    {
        ScriptResult result = _host.Run(
            "Read-Page -Name first | ForEach-Object { throw [System.FormatException]::new('mine') }"
        );

        RuntimeException thrown = Assert.IsType<RuntimeException>(result.Terminating, exactMatch: false);
        FormatException first = Assert.IsType<FormatException>(thrown.ErrorRecord.Exception);
        Assert.Equal("mine", first.Message);
    }

    [Fact]
    public void Rule3_a_worker_that_fails_while_it_is_cancelled_does_not_replace_the_first_exception()
    {
        ScriptResult result = _host.Run(
            "'x' | Test-Failure -Kind WhileCleaningUp | ForEach-Object { throw [System.FormatException]::new('mine') }"
        );

        Assert.IsType<FormatException>(result.TerminatingError!.Exception);
    }

    [Fact]
    public void Rule3_ErrorAction_Stop_reports_the_record_that_was_written()
    {
        ScriptResult result = _host.Run("Read-Page -Name stop -Errors -ErrorAction Stop");

        ErrorRecord error = result.FailedWith("CcNotFound");
        Assert.Equal("1.1", error.TargetObject);
    }

    [Fact]
    public async Task Rule4_a_stop_does_not_wait_for_a_silent_server()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        string name = Guid.NewGuid().ToString();
        RunningScript running = _host.Start(
            $"Wait-Silence -Name {name} -Uri http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/"
        );
        using CancellationTokenSource patience = new(Eventually.Patience);
        using TcpClient asked = await silent.AcceptTcpClientAsync(patience.Token);

        await running.StopAsync().WaitAsync(Eventually.Patience);

        ScriptResult result = await running.Result;
        Assert.IsType<PipelineStoppedException>(result.Terminating);
        Assert.Empty(result.Errors);
        Assert.Equal(["asked", "ended"], ProbeLogs.Of(name));
    }

    [Fact]
    public async Task Rule4_a_stop_between_records_of_a_streaming_cmdlet_ends_its_worker()
    {
        string name = Guid.NewGuid().ToString();
        RunningScript running = _host.Start(
            $"& {{ 'a'; while ($true) {{ [Threading.Thread]::Sleep(5) }} }} | Convert-Stream -Name {name} -Milliseconds 60000"
        );
        await Eventually.TrueAsync(() => ProbeLogs.Of(name).Any(entry => entry == "start a"));

        await running.StopAsync().WaitAsync(Eventually.Patience);

        Assert.Equal("ended", ProbeLogs.Of(name)[^1]);
    }

    [Fact]
    public void Rule6_a_cancellation_that_was_not_requested_here_is_not_swallowed()
    {
        ScriptResult result = _host.Run("'x' | Test-Failure -Kind ForeignCancellation");

        Exception error = Assert.Single(result.Errors).Exception;
        Assert.IsType<OperationCanceledException>(error);
        Assert.Equal("not our token", error.Message);
    }

    [Theory]
    [InlineData("AtOnce", "at once")]
    [InlineData("AfterOutput", "after output")]
    public void Rule6_what_a_worker_throws_reaches_the_user_as_it_is(string kind, string message)
    {
        ScriptResult result = _host.Run("param($kind) 'x' | Test-Failure -Kind $kind", kind);

        Exception error = Assert.Single(result.Errors).Exception;
        Assert.IsType<InvalidOperationException>(error);
        Assert.Equal(message, error.Message);
        Assert.Equal(kind == "AfterOutput" ? 1 : 0, result.Output.Count);
    }

    [Fact]
    public void Rule7_short_work_shows_no_progress() =>
        Assert.Empty(_host.Run("Show-Progress -Steps 9 -StepMilliseconds 100").Succeeded().Progress);

    [Fact]
    public void Rule7_long_work_shows_at_most_four_updates_a_second_and_completes()
    {
        IReadOnlyList<ProgressRecord> records = _host
            .Run("Show-Progress -Steps 300 -StepMilliseconds 10")
            .Succeeded()
            .Progress;

        // Nothing in the first second of three, then four in each.
        Assert.Equal(10, records.Count);
        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
        Assert.All(records.SkipLast(1), record => Assert.Equal(ProgressRecordType.Processing, record.RecordType));
    }

    [Fact]
    public void Rule7_work_known_to_be_long_shows_progress_at_once() =>
        Assert.Equal(
            2,
            _host
                .Run("Show-Progress -Steps 1 -StepMilliseconds 10 -ExpectedMilliseconds 5000")
                .Succeeded()
                .Progress.Count
        );

    [Fact]
    public void Rule7_work_that_turns_out_to_be_long_shows_progress_with_what_is_left()
    {
        IReadOnlyList<ProgressRecord> records = _host
            .Run("Show-Progress -Steps 10 -StepMilliseconds 300 -TotalKnown")
            .Succeeded()
            .Progress;

        Assert.Equal(10, records[0].PercentComplete);
        Assert.Equal(3, records[0].SecondsRemaining);
    }

    [Theory]
    [InlineData("Show-Progress -Steps 3 -StepMilliseconds 500 -Fail")]
    [InlineData("Show-Progress -Steps 3 -StepMilliseconds 500 | ForEach-Object { throw 'enough' }")]
    [InlineData("Show-Progress -Steps 3 -StepMilliseconds 500 | Select-Object -First 1")]
    public void Rule7_progress_is_completed_also_when_the_run_fails(string script)
    {
        IReadOnlyList<ProgressRecord> records = _host.Run(script).Progress;

        Assert.Equal(ProgressRecordType.Completed, records[^1].RecordType);
    }
}
