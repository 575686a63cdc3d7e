using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace ConstantContact.Core.Tests.Resilience;

/// <summary>The queue and the schedule, kept in memory; <see cref="MachineAllowanceTests"/> has the file.</summary>
public sealed class PaceTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void The_first_turn_is_free_and_the_others_are_evenly_spaced()
    {
        var pacer = Pacer(4, _clock);
        var waits = Enumerable.Range(0, 4).Select(_ => pacer.SendAsync()).ToList();

        var granted = new List<double>();
        for (var ms = 0; ms <= 1000; ms++)
        {
            granted.AddRange(Enumerable.Repeat((double)ms, waits.Count(wait => wait.IsCompleted) - granted.Count));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal([0, 257, 513, 770], granted);
    }

    [Fact]
    public async Task A_first_turn_that_came_too_late_delays_no_other_request()
    {
        var pacer = Pacer(4, _clock);
        using var cancel = new CancellationTokenSource();
        pacer.PauseUntil(_clock.GetUtcNow().AddSeconds(1));
        var given = pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, cancel.Token);
        await cancel.CancelAsync();
        _clock.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.True(pacer.SendAsync().IsCompleted);
        var next = pacer.SendAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(257));
        Assert.True(next.IsCompleted);
    }

    [Fact]
    public void Urgent_ones_go_before_normal_ones_and_each_lane_keeps_its_order()
    {
        var pacer = Pacer(4, _clock);
        Task Wait(PaceLane lane) => pacer.SendAsync(lane);
        _ = Wait(PaceLane.Normal);
        var waiting = new Dictionary<string, Task>(StringComparer.Ordinal)
        {
            ["normal 1"] = Wait(PaceLane.Normal),
            ["normal 2"] = Wait(PaceLane.Normal),
            ["urgent 1"] = Wait(PaceLane.Urgent),
            ["urgent 2"] = Wait(PaceLane.Urgent),
        };

        var order = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(300));
            order.AddRange(
                waiting
                    .Where(pair => pair.Value.IsCompleted && !order.Contains(pair.Key, StringComparer.Ordinal))
                    .Select(pair => pair.Key)
            );
        }

        Assert.Equal("urgent 1, urgent 2, normal 1, normal 2", string.Join(", ", order));
    }

    [Fact]
    public async Task One_that_gives_up_costs_the_next_one_nothing()
    {
        var pacer = Pacer(4, _clock);
        using var cancel = new CancellationTokenSource();
        await pacer.SendAsync();
        var given = pacer.SendAsync(PaceLane.Normal, cancel.Token);
        var next = pacer.SendAsync();

        await cancel.CancelAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(257));

        Assert.True(next.IsCompletedSuccessfully);
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.True(pacer.SendAsync(PaceLane.Normal, cancel.Token).IsCanceled);
    }

    [Fact]
    public async Task A_pause_holds_back_all_and_is_only_ever_prolonged()
    {
        var pacer = Pacer(4, _clock);
        pacer.PauseUntil(_clock.GetUtcNow().AddSeconds(10));
        pacer.PauseUntil(_clock.GetUtcNow().AddSeconds(2));
        var first = pacer.SendAsync(PaceLane.Urgent);
        var second = pacer.SendAsync();

        _clock.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.False(first.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(257));
        Assert.True(second.IsCompleted);
    }

    [Fact]
    public void A_pause_applies_to_requests_that_already_wait()
    {
        var pacer = Pacer(4, _clock);
        _ = pacer.SendAsync();
        var waiting = pacer.SendAsync();

        pacer.PauseUntil(_clock.GetUtcNow().AddSeconds(5));
        _clock.Advance(TimeSpan.FromMilliseconds(4_999));

        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public void A_higher_rate_holds_from_the_next_turn_on()
    {
        var pacer = Pacer(1, _clock);
        pacer.SetLimits(new AllowanceLimits(10, long.MaxValue));
        _ = pacer.SendAsync();
        var next = pacer.SendAsync();

        _clock.Advance(TimeSpan.FromMilliseconds(103));

        Assert.True(next.IsCompleted);
    }

    // Requests that come, leave, pause and wake up late, at random.
    [Property(MaxTest = 300)]
    public Property No_window_of_a_second_ever_sees_more_than_the_rate_and_lanes_keep_their_order() =>
        Prop.ForAll(
            Gen.Choose(1, 40).ToArbitrary(),
            Gen.Choose(0, 999_999).ArrayOf(150).ToArbitrary(),
            (rate, script) =>
            {
                var clock = new TestClock();
                var pacer = Pacer(rate, clock);
                var waiting = new List<(Task Task, PaceLane Lane, int Number, CancellationTokenSource Cancel)>();
                var granted = new List<TimeSpan>();
                var number = 0;
                foreach (var step in script)
                {
                    var value = step / 10;
                    switch (step % 10)
                    {
                        case 0 or 1 or 2:
                            for (var i = 0; i <= value % 20; i++)
                            {
                                var lane = value % 3 == 0 ? PaceLane.Urgent : PaceLane.Normal;
                                var cancel = new CancellationTokenSource();
                                waiting.Add((pacer.SendAsync(lane, cancel.Token), lane, number++, cancel));
                            }

                            break;
                        case 3 when waiting.Count > 0:
                            waiting[value % waiting.Count].Cancel.Cancel();
                            break;
                        case 4 when value % 10 == 0:
                            pacer.PauseUntil(clock.GetUtcNow().AddMilliseconds(value % 1500));
                            break;
                        case 5:
                            clock.Advance(TimeSpan.FromMilliseconds(value % 3000));
                            break;
                        default:
                            clock.Advance(TimeSpan.FromMilliseconds(value % 60));
                            break;
                    }

                    var ready = waiting.Where(waiter => waiter.Task.IsCompletedSuccessfully).ToList();
                    granted.AddRange(ready.Select(_ => clock.Elapsed));
                    waiting.RemoveAll(waiter => waiter.Task.IsCompleted);
                    foreach (var one in ready.Where(_ => step % 10 > 2))
                    {
                        if (
                            waiting.Exists(other =>
                                other.Lane > one.Lane || (other.Lane == one.Lane && other.Number < one.Number)
                            )
                        )
                        {
                            return false;
                        }
                    }
                }

                return Enumerable
                    .Range(0, Math.Max(0, granted.Count - rate))
                    .All(i => granted[i + rate] - granted[i] >= TimeSpan.FromSeconds(1));
            }
        );

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 1)]
    [InlineData(4, 15)]
    [InlineData(10, 15)]
    [InlineData(40, 1)]
    [InlineData(40, 15)]
    public void At_least_97_percent_of_the_allowance_are_used_although_every_wake_up_is_late(int rate, int latest)
    {
        const int Seconds = 120;
        var pacer = Pacer(rate, _clock);
        var lateness = new Random(rate * 100 + latest);
        var waits = Enumerable.Range(0, rate * Seconds).Select(_ => pacer.SendAsync()).ToList();

        while (_clock.Elapsed < TimeSpan.FromSeconds(Seconds))
        {
            _clock.Advance(TimeSpan.FromMilliseconds(lateness.Next(1, latest + 1)));
        }

        Assert.InRange(waits.Count(wait => wait.IsCompleted), (int)(rate * Seconds * 0.97), rate * Seconds);
    }

    [Fact]
    public void A_long_sleep_of_the_machine_is_not_made_up_for_with_a_burst()
    {
        var pacer = Pacer(4, _clock);
        var waits = Enumerable.Range(0, 20).Select(_ => pacer.SendAsync()).ToList();

        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(2, waits.Count(wait => wait.IsCompleted));
    }

    [Fact]
    public async Task A_request_whose_time_has_passed_at_its_turn_fails_and_takes_no_turn()
    {
        var pacer = Pacer(4, _clock);
        await pacer.SendAsync();
        var late = pacer.TakeTurnAsync(PaceLane.Urgent, _clock.GetUtcNow().AddMilliseconds(100), default);
        var next = pacer.TakeTurnAsync(PaceLane.Normal, _clock.GetUtcNow().AddMilliseconds(300), default);

        _clock.Advance(TimeSpan.FromMilliseconds(257));

        Assert.False(await late);
        Assert.True(await next);
        Assert.Equal(2, pacer.Snapshot().UsedToday);
    }

    private static SharedAllowance Pacer(int perSecond, TestClock clock) =>
        new(new AllowanceMemory(clock), new AllowanceLimits(perSecond, long.MaxValue), ProcessIdentity.Current, clock);
}
