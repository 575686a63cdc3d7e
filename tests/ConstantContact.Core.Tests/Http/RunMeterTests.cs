using System;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Threading.Tasks;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;
using Xunit;

namespace ConstantContact.Core.Tests.Http;

public sealed class RunMeterTests : IDisposable
{
    private readonly ClientFixture _fixture = new(new ApiClientOptions { RequestsPerSecond = 4 });

    private TestClock Clock => _fixture.Clock;

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void Waits_one_after_the_other_add_up()
    {
        RunMeter meter = new(null, Clock);
        for (int i = 0; i < 3; i++)
        {
            Attempt(meter, paced: 2, elapsed: 1);
            meter.OnWait(Wait(1));
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(3)), (meter.Paced, meter.Waited));
    }

    [Fact]
    public void Simultaneous_waits_count_once()
    {
        RunMeter meter = new(null, Clock);
        Clock.Advance(TimeSpan.FromSeconds(10));

        // From 0 to 8, from 1 to 9, and from 5 to 7. The last wait is reported last.
        meter.OnAttempt(Of(paced: 8, elapsed: 2));
        meter.OnAttempt(Of(paced: 8, elapsed: 1));
        meter.OnAttempt(Of(paced: 2, elapsed: 3));
        meter.OnWait(Wait(1));
        meter.OnWait(Wait(1.5));
        meter.OnWait(Wait(1));

        Assert.Equal((TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(1.5)), (meter.Paced, meter.Waited));
    }

    [Fact]
    public async Task A_run_that_pace_alone_holds_up_was_paced_for_as_long_as_it_took()
    {
        _fixture.Service.Otherwise(_ => StubHandler.Response(HttpStatusCode.OK, "{}"));
        Recorder recorder = new();
        RunMeter meter = new(recorder, Clock);
        ApiClient client = _fixture.Client.Observed(meter);

        await Clock.DriveAsync(
            Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.SendAsync(ClientFixture.Get(), default)))
        );

        // Each of the twenty requests waited for all earlier ones. The sum of the waits is many times the duration of
        // the run, but the meter counts each moment once.
        Assert.True(recorder.Attempts.Sum(a => a.Paced.Ticks) > 5 * Clock.Elapsed.Ticks);
        // On a busy machine the clock may be ahead by a slot or two before a request begins to wait.
        Assert.InRange(meter.Paced, Clock.Elapsed - TimeSpan.FromMilliseconds(600), Clock.Elapsed);
        Assert.True(meter.Paced > TimeSpan.FromSeconds(4));
        Assert.Equal((20L, 0L, TimeSpan.Zero), (meter.Requests, meter.Retries, meter.Waited));
    }

    [Fact]
    public async Task Repeated_attempts_count_as_waiting()
    {
        _fixture
            .Service.Answer(HttpStatusCode.ServiceUnavailable)
            .Answer(HttpStatusCode.ServiceUnavailable)
            .Answer("{}");
        RunMeter meter = new(null, Clock);

        await Clock.DriveAsync(_fixture.Client.Observed(meter).SendAsync(ClientFixture.Get(), default));

        Assert.Equal((3L, 2L, TimeSpan.FromSeconds(3)), (meter.Requests, meter.Retries, meter.Waited));
    }

    private static ApiWait Wait(double seconds) =>
        new()
        {
            Duration = TimeSpan.FromSeconds(seconds),
            Reason = "x",
            Attempt = 1,
        };

    private static ApiAttempt Of(double paced, double elapsed) =>
        new()
        {
            Method = HttpMethod.Get,
            PathTemplate = "contacts",
            Elapsed = TimeSpan.FromSeconds(elapsed),
            Paced = TimeSpan.FromSeconds(paced),
            Number = 1,
            Allowance = new Allowance
            {
                PerSecond = 4,
                PerDay = 10_000,
                UsedToday = 1,
                Left = 9_999,
                ResetsAt = TestClock.Beginning,
            },
        };

    private void Attempt(RunMeter meter, double paced, double elapsed)
    {
        Clock.Advance(TimeSpan.FromSeconds(paced + elapsed));
        meter.OnAttempt(Of(paced, elapsed));
    }
}
