using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;
using ConstantContact.Core.Tests.Support;

namespace ConstantContact.Core.Tests.Resilience;

public sealed class BudgetTests
{
    private readonly SettableClock _clock = new() { Now = TestClock.Beginning };

    [Fact]
    public async Task The_last_request_is_granted_and_the_next_refused_with_the_moment_of_the_reset()
    {
        var budget = Budget(2);
        await SendAsync(budget);
        await SendAsync(budget);

        var error = await Assert.ThrowsAsync<QuotaExceededException>(() => SendAsync(budget));

        Assert.Equal(new DateTimeOffset(2026, 5, 5, 0, 0, 0, TimeSpan.Zero), error.ResetsAt);
        Assert.Contains("2026-05-05 00:00 UTC", error.Message, StringComparison.Ordinal);
        Assert.Contains("allowance of 2 requests", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, budget.Snapshot().UsedToday);
        Assert.Equal(0, budget.Snapshot().Left);
    }

    [Fact]
    public async Task The_count_of_the_day_restarts_at_midnight_UTC()
    {
        var budget = Budget(1);
        await SendAsync(budget);
        _clock.Now = new DateTimeOffset(2026, 5, 4, 23, 59, 59, TimeSpan.Zero);
        await Assert.ThrowsAsync<QuotaExceededException>(() => SendAsync(budget));

        _clock.Now = _clock.Now.AddSeconds(1);
        Assert.Equal(0, budget.Snapshot().UsedToday);
        await SendAsync(budget);

        Assert.Equal(new DateTimeOffset(2026, 5, 6, 0, 0, 0, TimeSpan.Zero), budget.Snapshot().ResetsAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_services_own_word_right_after_midnight_is_about_the_new_day(bool isBusy)
    {
        var store = new BusyStore(new AllowanceMemory(_clock));
        var budget = new SharedAllowance(store, new AllowanceLimits(1000, 100), ProcessIdentity.Current, _clock);
        await SendAsync(budget);
        _clock.Now = new DateTimeOffset(2026, 5, 5, 0, 0, 1, TimeSpan.Zero);
        store.IsBusy = isBusy;

        budget.MarkUsedUp();

        Assert.Equal(0, budget.Snapshot().Left);
        Assert.Equal(new DateTimeOffset(2026, 5, 6, 0, 0, 0, TimeSpan.Zero), budget.Snapshot().ResetsAt);
        store.IsBusy = false;
        await Assert.ThrowsAsync<QuotaExceededException>(() => SendAsync(budget));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(-400)]
    public async Task A_clock_that_goes_back_gives_nothing_twice(int days)
    {
        var budget = Budget(1);
        await SendAsync(budget);

        _clock.Now = TestClock.Beginning.AddDays(days);

        await Assert.ThrowsAsync<QuotaExceededException>(() => SendAsync(budget));
    }

    [Fact]
    public async Task A_clock_that_was_years_ahead_does_not_keep_the_next_midnight_away()
    {
        _clock.Now = TestClock.Beginning.AddYears(4);
        var budget = Budget(1);
        await SendAsync(budget);
        _clock.Now = TestClock.Beginning;
        await Assert.ThrowsAsync<QuotaExceededException>(() => SendAsync(budget));

        _clock.Now = TestClock.Beginning.AddDays(1);

        await SendAsync(budget);
    }

    [Fact]
    public async Task The_services_own_word_counts_until_another_limit_is_set()
    {
        var budget = Budget(100);
        budget.MarkUsedUp();
        Assert.Equal(0, budget.Snapshot().Left);
        var error = await Assert.ThrowsAsync<QuotaExceededException>(() => SendAsync(budget));
        Assert.StartsWith("The service reports", error.Message, StringComparison.Ordinal);

        budget.SetLimits(new AllowanceLimits(1000, 100));
        await Assert.ThrowsAsync<QuotaExceededException>(() => SendAsync(budget));
        budget.SetLimits(new AllowanceLimits(1000, 200));
        await SendAsync(budget);
    }

    [Fact]
    public async Task A_refusal_that_waits_for_the_store_counts_for_the_limit_that_was_refused()
    {
        var store = new BusyStore(new AllowanceMemory(_clock));
        var budget = new SharedAllowance(store, new AllowanceLimits(1000, 100), ProcessIdentity.Current, _clock);
        store.IsBusy = true;
        budget.MarkUsedUp();
        Assert.Equal(0, budget.Snapshot().Left);
        budget.SetLimits(new AllowanceLimits(1000, 200));
        store.IsBusy = false;

        await SendAsync(budget);

        Assert.Equal(199, budget.Snapshot().Left);
        budget.SetLimits(new AllowanceLimits(1000, 100));
        await Assert.ThrowsAsync<QuotaExceededException>(() => SendAsync(budget));
    }

    [Fact]
    public async Task A_pause_that_waits_for_the_store_is_told_to_the_others_without_another_request()
    {
        var clock = new TestClock();
        var memory = new AllowanceMemory(clock);
        var store = new BusyStore(memory) { IsBusy = true };
        var limits = new AllowanceLimits(4, 100);
        var one = new SharedAllowance(store, limits, ProcessIdentity.Current, clock);
        var other = new SharedAllowance(memory, limits, ProcessIdentity.Current, clock);
        var end = clock.GetUtcNow().AddSeconds(30);
        one.PauseUntil(end);
        store.IsBusy = false;
        Assert.Null((await other.ReadAsync(CancellationToken.None)).PausedUntil);

        clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(end, (await other.ReadAsync(CancellationToken.None)).PausedUntil);
    }

    [Fact]
    public async Task All_waiting_requests_fail_at_once_when_the_budget_is_used_up()
    {
        var clock = new TestClock();
        var budget = new SharedAllowance(
            new AllowanceMemory(clock),
            new AllowanceLimits(4, 2),
            ProcessIdentity.Current,
            clock
        );
        var requests = Enumerable.Range(0, 10).Select(_ => budget.SendAsync()).ToList();

        clock.Advance(TimeSpan.FromMilliseconds(257));
        clock.Advance(TimeSpan.FromMilliseconds(257));

        Assert.Equal(2, requests.Count(request => request.IsCompletedSuccessfully));
        foreach (var request in requests.Skip(2))
        {
            await Assert.ThrowsAsync<QuotaExceededException>(() => request);
        }

        Assert.Equal(
            8,
            requests
                .Where(request => request.IsFaulted)
                .Select(request => request.Exception!.InnerException)
                .Distinct()
                .Count()
        );
    }

    [Fact]
    public async Task Connections_share_by_host_and_client_id_and_the_last_limits_hold()
    {
        var registry = new ProcessAllowances();
        var uri = new Uri("https://api.cc.email/v3");
        var one = registry.Share(new AllowanceKey(uri, "a"), new AllowanceLimits(4, 100), _clock);
        var same = registry.Share(
            new AllowanceKey(new Uri("https://API.cc.email/v3/"), "a"),
            new AllowanceLimits(10, 200),
            _clock
        );

        await SendAsync(one);

        Assert.Same(one, same);
        Assert.Equal(10, one.Snapshot().PerSecond);
        Assert.Equal(199, same.Snapshot().Left);
        Assert.NotSame(one, registry.Share(new AllowanceKey(uri, "b"), new AllowanceLimits(4, 100), _clock));
        Assert.NotSame(
            one,
            registry.Share(
                new AllowanceKey(new Uri("http://127.0.0.1:5000/v3"), "a"),
                new AllowanceLimits(4, 100),
                _clock
            )
        );
    }

    private static async Task SendAsync(ISharedAllowance budget) => Assert.True(await budget.SendAsync());

    private SharedAllowance Budget(long perDay) =>
        new(new AllowanceMemory(_clock), new AllowanceLimits(1000, perDay), ProcessIdentity.Current, _clock);

    /// <summary>A store that another process may have in use.</summary>
    private sealed class BusyStore(IAllowanceStore inner) : IAllowanceStore
    {
        public bool IsBusy { get; set; }

        public AllowanceState? TryEnter() => IsBusy ? null : inner.TryEnter();

        public void Leave() => inner.Leave();

        public string? TakeWarning() => inner.TakeWarning();
    }

    /// <summary>
    /// The test sets the time of day. The monotonic clock is the system's, as when a user changes the time.
    /// </summary>
    private sealed class SettableClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
