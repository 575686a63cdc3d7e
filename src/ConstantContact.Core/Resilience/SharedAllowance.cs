using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// This process's share of an allowance: a first-come, first-served queue of requests, with urgent ones first. For the
/// first request, a slot is reserved in the shared schedule and waited for. The slot then goes to the request that is
/// first at that time, so a request that gives up costs nothing while another one waits. Each process holds one slot at
/// a time, so processes take turns.
/// </summary>
/// <remarks>
/// A process without an open connection sends one request and waits for its answer before it sends another. That
/// request arrives late, and only its answer shows how late; requests on open connections a second later would arrive
/// too early after it. The same applies to any other delayed request, and <see cref="RoundTrips"/> finds those.
/// </remarks>
internal sealed class SharedAllowance : ISharedAllowance
{
    private const int BusyTries = 4;

    private static readonly long BusyWait = TimeSpan.TicksPerMillisecond;

    // Name look-up, TCP and TLS, or the first execution of all this code.
    private static readonly long ConnectTime = 200 * TimeSpan.TicksPerMillisecond;

    // The first use of anything, on both sides, takes longer than later uses. This covers the seconds after it.
    private static readonly long WarmUpTime = 2 * TimeSpan.TicksPerSecond;

    private static readonly long WarmUpDelay = 50 * TimeSpan.TicksPerMillisecond;

    // How long the others wait for the first answer, and how long an unused connection stays open.
    private static readonly long FirstPatience = 2 * TimeSpan.TicksPerSecond;

    private static readonly long ConnectionIdleTime = TimeSpan.TicksPerMinute;

    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(1);

    private static readonly Task<PaceTurn> TooLate = Task.FromResult(PaceTurn.Missed);

    private readonly object _gate = new();

    private readonly IAllowanceStore _store;

    private readonly ProcessIdentity _who;

    private readonly TimeProvider _time;

    private readonly LinkedList<PaceWaiter> _urgent = new();

    private readonly LinkedList<PaceWaiter> _normal = new();

    private readonly RoundTrips _roundTrips = new();

    private AllowanceLimits _limits;

    private long? _slot;

    private long _waitingSince;

    private ITimer? _timer;

    private long? _lastTurn;

    // When the last cold connection was opened, and the assumed time of sending its request until it is answered.
    private long _openedAt = long.MinValue / 2;

    private long? _first;

    // The pause to announce to the other sharers as soon as the store is free.
    private long? _pause;

    private bool _usedUp;

    // As of the last access.
    private int _day;

    private long _used;

    private long _refusedLimit;

    public SharedAllowance(IAllowanceStore store, AllowanceLimits limits, ProcessIdentity who, TimeProvider time)
    {
        _store = store;
        _limits = limits;
        _who = who;
        _time = time;
    }

    private enum Outcome
    {
        Taken,
        Later,
        UsedUp,
    }

    private LinkedListNode<PaceWaiter>? Head => _urgent.First ?? _normal.First;

    private DateTimeOffset ResetsAt => new((_day + 1L) * TimeSpan.TicksPerDay, TimeSpan.Zero);

    public void SetLimits(AllowanceLimits limits)
    {
        lock (_gate)
        {
            _limits = limits;
        }
    }

    public Task<PaceTurn> TakeTurnAsync(PaceLane lane, DateTimeOffset? sendBefore, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<PaceTurn>(cancellationToken);
        }

        if (sendBefore < _time.GetUtcNow())
        {
            return TooLate;
        }

        PaceWaiter waiter;
        lock (_gate)
        {
            var at = 0L;
            if (Head is null)
            {
                var now = _time.MonotonicTicks();
                _waitingSince = now;
                if (_slot < now - AllowanceState.Interval(_limits.PerSecond))
                {
                    // Left over from a caller that gave up long ago.
                    _slot = null;
                }

                switch (TryTurn(othersWait: false, out at))
                {
                    case Outcome.Taken:
                        return Task.FromResult(new PaceTurn(at));
                    case Outcome.UsedUp:
                        return Task.FromException<PaceTurn>(UsedUp());
                    default:
                        break;
                }
            }

            waiter = new PaceWaiter(this, sendBefore, cancellationToken);
            var first = Head is null;
            (lane == PaceLane.Urgent ? _urgent : _normal).AddLast(waiter.Node);
            if (first)
            {
                Arm(at);
            }
        }

        waiter.WatchCancellation();
        return waiter.Task;
    }

    public void Answered(PaceTurn turn)
    {
        lock (_gate)
        {
            var now = _time.MonotonicTicks();
            var took = now - turn.SentBy;
            var isFirst = turn.SentBy == _first;

            // If the request had more time than it took, the answer shows with certainty when it arrived at the latest.
            var late = isFirst || took < 0 ? took : _roundTrips.Lateness(took);
            if (late != 0 && Enter() is { } state)
            {
                state.Correct(turn.SentBy, turn.SentBy + late);
                Leave(state);
            }

            if (isFirst)
            {
                _first = null;
                if (Head is not null)
                {
                    Arm(now);
                }
            }
        }
    }

    public void PauseUntil(DateTimeOffset moment)
    {
        lock (_gate)
        {
            var until = _time.MonotonicTicks() + (moment - _time.GetUtcNow()).Ticks;
            _pause = Math.Max(_pause ?? until, until);
            Tell();
        }
    }

    public void MarkUsedUp()
    {
        lock (_gate)
        {
            _usedUp = true;
            _refusedLimit = _limits.PerDay;
            Tell();
        }
    }

    public Allowance Snapshot()
    {
        lock (_gate)
        {
            RollOver();
            return Summarize(null);
        }
    }

    public async Task<Allowance> ReadAsync(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        do
        {
            lock (_gate)
            {
                if (Enter() is { } state)
                {
                    try
                    {
                        return Summarize(state);
                    }
                    finally
                    {
                        Leave(state);
                    }
                }
            }

            await _time.WaitAsync(TimeSpan.FromTicks(BusyWait), cancellationToken).ConfigureAwait(false);
        }
        while (_time.GetElapsedTime(start) < ReadPatience);
        return Snapshot();
    }

    public string? TakeWarning()
    {
        lock (_gate)
        {
            return _store.TakeWarning();
        }
    }

    /// <summary>The caller gave up.</summary>
    internal void Remove(PaceWaiter waiter)
    {
        lock (_gate)
        {
            waiter.Node.List?.Remove(waiter.Node);
        }
    }

    // Takes the turn of the first waiter if it has come, and returns the assumed time of sending. Otherwise returns
    // when to check again.
    private Outcome TryTurn(bool othersWait, out long at)
    {
        var now = _time.MonotonicTicks();
        at = Math.Max(_slot ?? now, _first is null ? now : _openedAt + FirstPatience);
        if (at > now)
        {
            return Outcome.Later;
        }

        if (Enter() is not { } state)
        {
            at = now + BusyWait;
            return Outcome.Later;
        }

        try
        {
            now = _time.MonotonicTicks();
            if (state.IsUsedUp(_limits.PerDay))
            {
                _slot = null;
                at = now;
                return Outcome.UsedUp;
            }

            at = _slot ?? Reserve(state);
            if (at <= now)
            {
                var opens = _lastTurn is not { } last || last < now - ConnectionIdleTime;
                var sentBy = opens ? now + ConnectTime : now < _openedAt + WarmUpTime ? now + WarmUpDelay : now;
                at = state.Take(now, sentBy, _limits, _who, _time.GetUtcNow());
                if (at == 0)
                {
                    _lastTurn = now;
                    if (opens)
                    {
                        (_first, _openedAt) = (sentBy, now);
                    }

                    // Reserve the slot of the next waiter at the same time: one access to the store per request,
                    // however long the wait.
                    _slot = null;
                    if (othersWait)
                    {
                        Reserve(state);
                    }

                    at = sentBy;
                    return Outcome.Taken;
                }

                if (at < 0)
                {
                    at = Reserve(state);
                }
            }

            return Outcome.Later;
        }
        finally
        {
            Leave(state);
        }
    }

    private long Reserve(AllowanceState state)
    {
        var slot = state.Reserve(_waitingSince, _limits.PerSecond);
        _slot = slot;
        return slot;
    }

    private void OnTimer()
    {
        List<(PaceWaiter Waiter, PaceTurn Turn)>? ready = null;
        List<PaceWaiter>? refused = null;
        lock (_gate)
        {
            if (Head is null)
            {
                Tell();
            }

            while (Head is { } head)
            {
                if (head.Value.SendBefore < _time.GetUtcNow())
                {
                    head.List!.Remove(head);
                    (ready ??= []).Add((head.Value, PaceTurn.Missed));
                    continue;
                }

                var outcome = TryTurn(othersWait: _urgent.Count + _normal.Count > 1, out var at);
                if (outcome == Outcome.Later)
                {
                    Arm(at);
                    break;
                }

                if (outcome == Outcome.UsedUp)
                {
                    refused = [.. _urgent, .. _normal];
                    _urgent.Clear();
                    _normal.Clear();
                    break;
                }

                head.List!.Remove(head);
                (ready ??= []).Add((head.Value, new PaceTurn(at)));
            }
        }

        // Outside the lock, because disposing the cancellation registration waits for a callback that may need the
        // lock.
        foreach (var (waiter, turn) in ready ?? [])
        {
            waiter.End(turn);
        }

        foreach (var waiter in refused ?? [])
        {
            waiter.Refuse(UsedUp());
        }
    }

    private AllowanceState? Enter()
    {
        for (var tries = 1; ; tries++)
        {
            if (_store.TryEnter() is { } state)
            {
                if (_pause is { } pause)
                {
                    state.Pause(pause);
                    _pause = null;
                }

                if (_usedUp)
                {
                    state.RefusedLimit = _limits.PerDay;
                    _usedUp = false;
                }

                return state;
            }

            if (tries == BusyTries)
            {
                return null;
            }

            Thread.Yield();
        }
    }

    private void Leave(AllowanceState state)
    {
        (_day, _used, _refusedLimit) = (state.Day, state.Used, state.RefusedLimit);
        _store.Leave();
    }

    // With no waiter, nothing else would access the store.
    private void Tell()
    {
        if (_pause is null && !_usedUp)
        {
            return;
        }

        if (Enter() is { } state)
        {
            Leave(state);
        }
        else if (Head is null)
        {
            Arm(_time.MonotonicTicks() + BusyWait);
        }
    }

    private void RollOver()
    {
        var today = _time.Today();
        if (today > _day)
        {
            (_day, _used, _refusedLimit) = (today, 0, 0);
        }
    }

    private Allowance Summarize(AllowanceState? state)
    {
        var (used, refusedLimit, resetsAt) = state is null ? (_used, _refusedLimit, ResetsAt) : (state.Used, state.RefusedLimit, state.ResetsAt);
        var paused = (state?.PausedUntil ?? 0) - _time.MonotonicTicks();
        return new Allowance
        {
            PerSecond = _limits.PerSecond,
            PerDay = _limits.PerDay,
            UsedToday = used,
            Left = refusedLimit == _limits.PerDay ? 0 : Math.Max(0, _limits.PerDay - used),
            ResetsAt = resetsAt,
            PausedUntil = paused > 0 ? _time.GetUtcNow().AddTicks(paused) : null,
            ByProcess = state is null ? [] : Shares(state),
        };
    }

    private List<AllowanceShare> Shares(AllowanceState state)
    {
        List<AllowanceShare> shares =
        [
            .. state.Processes.OrderByDescending(process => process.LastAt).Select(process => new AllowanceShare
            {
                ProcessId = process.ProcessId,
                Requests = process.Requests,
                LastRequestAt = new DateTimeOffset(process.LastAt, TimeSpan.Zero),
                IsThisProcess = process.Id == _who.Id,
            }),
        ];
        if (state.UsedByOthers > 0)
        {
            shares.Add(new AllowanceShare { Requests = state.UsedByOthers });
        }

        return shares;
    }

    private QuotaExceededException UsedUp() => QuotaExceededException.Counted(
        _refusedLimit == _limits.PerDay ? null : _limits.PerDay, ResetsAt);

    // Rounded up to the timer's resolution. If the timer fires early, it is set again.
    private void Arm(long at)
    {
        var ticks = Math.Max(at - _time.MonotonicTicks(), 1);
        var milliseconds = Math.Min((ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, int.MaxValue);
        var due = TimeSpan.FromMilliseconds(milliseconds);
        if (_timer is null)
        {
            _timer = _time.CreateTimer(static state => ((SharedAllowance)state!).OnTimer(), this, due, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }
}
