using ConstantContact.Core.Http;
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
        var waits = Enumerable.Range(0, 4).Select(_ => pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default)).ToList();

        var granted = new List<double>();
        for (var ms = 0; ms <= 1000; ms++)
        {
            granted.AddRange(Enumerable.Repeat((double)ms, waits.Count(wait => wait.IsCompleted) - granted.Count));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal([0, 257, 513, 769], granted);
    }

    // The later ones travel over connections that are open, and must not catch up with those that had to open them.
    [Theory]
    [InlineData(null, 1218)]
    [InlineData(150, 1218)]
    [InlineData(500, 1518)]
    public void The_first_requests_count_as_sent_when_their_connections_were_open_at_the_latest(int? answeredAt, int fifthAt)
    {
        var pacer = Pacer(4, _clock);
        var waits = Enumerable.Range(0, 9).Select(_ => pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default)).ToList();

        var granted = new List<int>();
        for (var ms = 0; ms <= 3000; ms++)
        {
            if (ms == answeredAt)
            {
                pacer.Answered();
            }

            granted.AddRange(Enumerable.Repeat(ms, waits.Count(wait => wait.IsCompleted) - granted.Count));
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.InRange(granted[4], fifthAt, fifthAt + 1);

        // And only the first: what it cost is made up for, never by a burst.
        Assert.InRange(granted[8] - granted[4], 1018, 1025);
        Assert.All(granted.Zip(granted.Skip(1), (a, b) => b - a), gap => Assert.InRange(gap, 125, 1000));
    }

    [Fact]
    public async Task After_a_minute_of_silence_connections_have_to_be_opened_again()
    {
        var pacer = Pacer(1, _clock);
        await pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);
        _clock.Advance(TimeSpan.FromSeconds(59));
        await pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);
        var warm = pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);
        _clock.Advance(TimeSpan.FromMilliseconds(1_026));
        Assert.True(warm.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(61));
        await pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);
        var afterSilence = pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);
        _clock.Advance(TimeSpan.FromMilliseconds(1_026));
        Assert.False(afterSilence.IsCompleted);
    }

    [Fact]
    public void Urgent_ones_go_before_normal_ones_and_each_lane_keeps_its_order()
    {
        var pacer = Pacer(4, _clock);
        Task Wait(PaceLane lane) => pacer.TakeTurnAsync(lane, sendBefore: null, default);
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
            order.AddRange(waiting.Where(pair => pair.Value.IsCompleted && !order.Contains(pair.Key, StringComparer.Ordinal)).Select(pair => pair.Key));
        }

        Assert.Equal("urgent 1, urgent 2, normal 1, normal 2", string.Join(", ", order));
    }

    [Fact]
    public async Task One_that_gives_up_costs_the_next_one_nothing()
    {
        var pacer = Pacer(4, _clock);
        using var cancel = new CancellationTokenSource();
        await pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);
        var given = pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, cancel.Token);
        var next = pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);

        await cancel.CancelAsync();
        _clock.Advance(TimeSpan.FromMilliseconds(257));

        Assert.True(next.IsCompletedSuccessfully);
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.True(pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, cancel.Token).IsCanceled);
    }

    [Fact]
    public void A_pause_holds_back_all_and_is_only_ever_prolonged()
    {
        var pacer = Pacer(4, _clock);
        pacer.PauseUntil(_clock.GetUtcNow().AddSeconds(10));
        pacer.PauseUntil(_clock.GetUtcNow().AddSeconds(2));
        var first = pacer.TakeTurnAsync(PaceLane.Urgent, sendBefore: null, default);
        var second = pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);

        _clock.Advance(TimeSpan.FromMilliseconds(9_999));
        Assert.False(first.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(257));
        Assert.True(second.IsCompleted);
    }

    [Fact]
    public void A_pause_reaches_those_who_wait_already()
    {
        var pacer = Pacer(4, _clock);
        _ = pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);
        var waiting = pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);

        pacer.PauseUntil(_clock.GetUtcNow().AddSeconds(5));
        _clock.Advance(TimeSpan.FromMilliseconds(4_999));

        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public void A_higher_rate_holds_from_the_next_turn_on()
    {
        var pacer = Pacer(1, _clock);
        pacer.SetLimits(new AllowanceLimits(10, long.MaxValue));
        _ = pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);
        var next = pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);

        _clock.Advance(TimeSpan.FromMilliseconds(103));

        Assert.True(next.IsCompleted);
    }

    // Whatever comes, goes, pauses and wakes up late.
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
                                waiting.Add((pacer.TakeTurnAsync(lane, sendBefore: null, cancel.Token), lane, number++, cancel));
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
                        if (waiting.Exists(other => other.Lane > one.Lane || (other.Lane == one.Lane && other.Number < one.Number)))
                        {
                            return false;
                        }
                    }
                }

                return Enumerable.Range(0, Math.Max(0, granted.Count - rate)).All(i => granted[i + rate] - granted[i] >= TimeSpan.FromSeconds(1));
            });

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
        var waits = Enumerable.Range(0, rate * Seconds).Select(_ => pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default)).ToList();

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
        var waits = Enumerable.Range(0, 20).Select(_ => pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default)).ToList();

        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(2, waits.Count(wait => wait.IsCompleted));
    }

    [Fact]
    public async Task One_whose_moment_has_passed_when_its_turn_comes_is_told_so_and_costs_no_turn()
    {
        var pacer = Pacer(4, _clock);
        await pacer.TakeTurnAsync(PaceLane.Normal, sendBefore: null, default);
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
