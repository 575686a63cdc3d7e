using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Resilience;

public sealed class DailyBudgetTests
{
    private readonly TestClock _clock = new();

    [Fact]
    public void The_last_request_is_granted_and_the_next_refused_with_the_moment_of_the_reset()
    {
        var budget = new DailyBudget(2, _clock);
        budget.Count();
        budget.Count();

        var error = Assert.Throws<QuotaExceededException>(budget.Count);

        Assert.Equal(new DateTimeOffset(2026, 5, 5, 0, 0, 0, TimeSpan.Zero), error.ResetsAt);
        Assert.Contains("2026-05-05 00:00 UTC", error.Message, StringComparison.Ordinal);
        Assert.Throws<QuotaExceededException>(budget.Check);
        Assert.Equal(2, budget.Snapshot(4).UsedToday);
        Assert.Equal(0, budget.Snapshot(4).Left);
    }

    [Fact]
    public void The_day_begins_anew_at_midnight_UTC()
    {
        var budget = new DailyBudget(1, _clock);
        budget.Count();
        _clock.SetUtcNow(new DateTimeOffset(2026, 5, 4, 23, 59, 59, TimeSpan.Zero));
        Assert.Throws<QuotaExceededException>(budget.Count);

        _clock.Advance(TimeSpan.FromSeconds(1));
        budget.Count();

        Assert.Equal(new DateTimeOffset(2026, 5, 6, 0, 0, 0, TimeSpan.Zero), budget.Snapshot(4).ResetsAt);
    }

    [Fact]
    public void A_clock_that_goes_back_a_day_gives_nothing_twice()
    {
        var clock = new SettableClock { Now = TestClock.Beginning };
        var budget = new DailyBudget(1, clock);
        budget.Count();

        clock.Now = TestClock.Beginning.AddDays(-1);

        Assert.Throws<QuotaExceededException>(budget.Count);
    }

    [Fact]
    public void The_services_own_word_counts_until_another_limit_is_set()
    {
        var budget = new DailyBudget(100, _clock);
        budget.MarkUsedUp();
        Assert.Throws<QuotaExceededException>(budget.Check);

        budget.PerDay = 100;
        Assert.Throws<QuotaExceededException>(budget.Check);
        budget.PerDay = 200;
        budget.Check();
    }

    [Fact]
    public async Task Connections_share_by_host_and_client_id_and_the_last_limits_hold()
    {
        var registry = new ProcessAllowances();
        var uri = new Uri("https://api.cc.email/v3");
        var one = registry.Share(new AllowanceKey(uri, "a"), new AllowanceLimits(4, 100), _clock);
        var same = registry.Share(new AllowanceKey(new Uri("https://API.cc.email/v3/"), "a"), new AllowanceLimits(10, 200), _clock);

        await one.CountAsync(default);

        Assert.Same(one, same);
        Assert.Equal(10, one.Snapshot().PerSecond);
        Assert.Equal(199, same.Snapshot().Left);
        Assert.NotSame(one, registry.Share(new AllowanceKey(uri, "b"), new AllowanceLimits(4, 100), _clock));
        Assert.NotSame(one, registry.Share(new AllowanceKey(new Uri("http://127.0.0.1:5000/v3"), "a"), new AllowanceLimits(4, 100), _clock));
    }

    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
