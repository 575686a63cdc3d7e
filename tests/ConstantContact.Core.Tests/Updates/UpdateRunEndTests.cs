using System.Net;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Names;
using ConstantContact.Core.Runs;
using ConstantContact.Core.Storage;
using ConstantContact.Core.Tests.Storage;
using ConstantContact.Core.Tests.Support;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;
using ConstantContact.Core.Updates.Updating;

namespace ConstantContact.Core.Tests.Updates;

/// <summary>How many rows of a run are in flight, how a run ends, and its account.</summary>
public sealed class UpdateRunEndTests : UpdateLab
{
    [Theory]
    [InlineData(1, false, 8)]
    [InlineData(4, false, 8)]
    [InlineData(10, false, 20)]
    [InlineData(1000, false, 64)]
    [InlineData(1000, true, 1)]
    public async Task Number_of_rows_in_flight_follows_the_allowance(int perSecond, bool oneAtATime, int expected)
    {
        var all = expected + 10;
        for (var n = 1; n <= all; n++)
        {
            Service.Add(Id(n), $"p{n}@example.com", static c => c["job_title"] = "New");
        }

        // No look-up is answered before the window is full and the next row waits for its place.
        var isFull = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var isNextGiven = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var inFlight = 0;
        var most = 0;
        Service.Before = async _ =>
        {
            var now = Interlocked.Increment(ref inFlight);
            lock (isFull)
            {
                most = Math.Max(most, now);
            }

            if (now == expected)
            {
                isFull.TrySetResult(true);
            }

            await Task.WhenAll(isFull.Task, isNextGiven.Task);
            await Clock.WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None);
            Interlocked.Decrement(ref inFlight);
            return null;
        };

        using var client = NewClient(perSecond);
        using var names = new NameDirectory(client);
        var run = new UpdateRun(client, names, new UpdateOptions { OneAtATime = oneAtATime }, Guide, null, Clock);
        var summary = await Clock.DriveAsync(run.RunAsync(GivenAsync(), CancellationToken.None));

        Assert.Equal((expected, all), (most, summary.Unchanged));

        async IAsyncEnumerable<UpdateRow> GivenAsync()
        {
            for (var n = 1; n <= all; n++)
            {
                await Task.Yield();
                if (n == expected + 1)
                {
                    isNextGiven.SetResult(true);
                }

                yield return Row(n, $"p{n}@example.com", ("job_title", "New"));
            }
        }
    }

    [Fact]
    public async Task Rows_after_the_end_of_a_run_cost_no_request()
    {
        Service.Before = static _ =>
            Task.FromResult<HttpResponseMessage?>(FakeService.Answer(HttpStatusCode.Unauthorized, "{}"));

        await Assert.ThrowsAsync<AuthenticationFailedException>(() =>
            RunAsync(
                new UpdateOptions { OneAtATime = true },
                [.. Enumerable.Range(1, 5).Select(static n => Row(n, $"p{n}@example.com", ("job_title", "New")))]
            )
        );

        Assert.Single(Service.Log);
        Assert.Equal(5, Guide.Results.Count(static r => r.Outcome == UpdateOutcome.NotAttempted));
    }

    [Fact]
    public async Task First_error_that_ends_the_run_is_the_one_that_it_throws()
    {
        var bothAsked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var firstReported = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Guide.Reported = _ => firstReported.TrySetResult(true);
        Service.Before = async what =>
        {
            if (what == "GET b@example.com")
            {
                bothAsked.SetResult(true);
                await firstReported.Task;
                return FakeService.Answer(HttpStatusCode.Unauthorized, """{"error_message":"second"}""");
            }

            await bothAsked.Task;
            return FakeService.Answer(HttpStatusCode.Unauthorized, """{"error_message":"first"}""");
        };

        var e = await Assert.ThrowsAsync<AuthenticationFailedException>(() =>
            RunAsync(
                new UpdateOptions(),
                Row(1, "a@example.com", ("job_title", "New")),
                Row(2, "b@example.com", ("job_title", "New"))
            )
        );

        Assert.Equal(Guide.Results[0].Reason, e.Message);
        Assert.All(Guide.Results, static r => Assert.Equal(UpdateOutcome.NotAttempted, r.Outcome));
    }

    [Fact]
    public async Task Row_that_was_approved_while_another_row_ended_the_run_is_not_written()
    {
        Service.Add(Id(1), "a@example.com");
        Service.Add(Id(2), "b@example.com");
        var firstReported = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Guide.Reported = _ => firstReported.TrySetResult(true);
        Guide.Answering = preview => preview.ContactId == Id(2) ? firstReported.Task : Task.CompletedTask;
        Service.Before = static what =>
            Task.FromResult(
                what.StartsWith("PUT", StringComparison.Ordinal)
                    ? FakeService.Answer(HttpStatusCode.Unauthorized, "{}")
                    : null
            );

        var e = await Assert.ThrowsAsync<AuthenticationFailedException>(() =>
            RunAsync(
                new UpdateOptions(),
                Row(1, "a@example.com", ("job_title", "New")),
                Row(2, "b@example.com", ("job_title", "New"))
            )
        );

        Assert.Equal(1, Service.Writes);
        Assert.Equal(
            [(UpdateOutcome.NotAttempted, e.Message), (UpdateOutcome.NotAttempted, e.Message)],
            Guide.Results.Select(static r => (r.Outcome, r.Reason))
        );
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("GET")]
    [InlineData("loss")]
    [InlineData("loss without an answer")]
    public async Task Row_names_the_error_that_ends_the_run_before_it_returns(string fault)
    {
        Service.Add(Id(1), "a@example.com");
        Service.Before = what =>
            Task.FromResult(what == $"{fault} {Id(1)}" ? FakeService.Answer(HttpStatusCode.Unauthorized, "{}") : null);
        Service.ApplyPut = (stored, sent) =>
        {
            stored["job_title"] = sent["job_title"]?.DeepClone();
            stored["last_name"] = fault.StartsWith("loss", StringComparison.Ordinal) ? "Lost" : "Name";
        };
        Service.After = what =>
            what == $"PUT {Id(1)}" && fault == "loss without an answer"
                ? throw new HttpRequestException("reset")
                : Task.CompletedTask;
        var named = new RunEnd();
        using var client = NewClient();
        using var names = new NameDirectory(client);
        var update = new ContactUpdate(
            new ContactGateway(client, Clock),
            new PatchResolver(names),
            new UpdateOptions(),
            Guide,
            named,
            client.BaseUri
        );
        var row = Row(1, "a@example.com", ("job_title", "New"));
        var entry = new RowEntry(RowLedger.None(Clock), 1, row.Key(), row, null);
        CcException? end;

        try
        {
            var run = update.RunAsync(row, entry, new Turn(Task.CompletedTask), CancellationToken.None);
            end = (await Clock.DriveAsync(run))!.Error;
        }
        catch (CcException e)
        {
            end = e;
        }

        Assert.NotNull(end);
        Assert.Same(end, named.Error);
    }

    [Fact]
    public async Task Failed_report_waits_for_the_rows_in_flight_and_is_thrown_unchanged()
    {
        Service.Add(Id(1), "a@example.com", static c => c["job_title"] = "New");
        Service.Add(Id(2), "b@example.com", static c => c["job_title"] = "New");
        Latency = static what => what == "GET b@example.com" ? 5000 : 0;
        Guide.FailAt = 1;

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            RunAsync(
                new UpdateOptions(),
                Row(1, "a@example.com", ("job_title", "New")),
                Row(2, "b@example.com", ("job_title", "New"))
            )
        );

        Assert.Equal("enough", e.Message);
        Assert.Single(Guide.Results);
    }

    [Fact]
    public async Task Run_with_a_record_writes_its_rows_there_and_names_itself_when_it_is_given_others()
    {
        Service.Add(Id(1), "a@example.com");
        using var folder = new TemporaryFolder();
        using (var first = Begin(folder))
        {
            await RunAsync(first, Row(1, "a@example.com", ("job_title", "New")));
            Assert.Equal(
                (1L, UpdateOutcome.Updated),
                (Assert.Single(first.Ledger.Outcomes).Position, first.Ledger.Outcomes[0].Outcome)
            );
        }

        using var again = Begin(folder);
        var e = await Assert.ThrowsAsync<InvalidInputException>(() =>
            RunAsync(again, Row(1, "b@example.com", ("job_title", "New")))
        );

        Assert.Equal("CcRunDiffers", e.ErrorId);
        Assert.Contains("'update-end'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_of_a_stopped_run_that_differs_from_the_recorded_one_is_refused_by_the_name_of_the_run()
    {
        using var folder = new TemporaryFolder();
        using (var first = Begin(folder))
        {
            Count(first, "a@example.com");
        }

        using var again = Begin(folder);
        var e = Assert.Throws<InvalidInputException>(() => Count(again, "b@example.com"));

        Assert.Contains("'update-end'", e.Message, StringComparison.Ordinal);

        void Count(OpenRun open, string email)
        {
            using var client = NewClient();
            using var names = new NameDirectory(client);
            new UpdateRun(client, names, new UpdateOptions(), Guide, null, Clock, open).CountNotAttempted(
                Row(1, email, ("job_title", "New"))
            );
        }
    }

    private async Task RunAsync(OpenRun open, UpdateRow row)
    {
        using var client = NewClient();
        using var names = new NameDirectory(client);
        var run = new UpdateRun(client, names, new UpdateOptions(), Guide, null, Clock, open);
        await Clock.DriveAsync(run.RunAsync(Rows([row]), CancellationToken.None));
    }

    private OpenRun Begin(TemporaryFolder folder) =>
        TestRuns.Begin(folder.Path, "update-end", "Update-CcContact", Clock);
}
