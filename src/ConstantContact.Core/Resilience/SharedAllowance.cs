using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// This process's share of an allowance: a first-come, first-served queue of requests, with urgent ones first. For the
/// first request, a slot is reserved in the shared schedule and waited for. The slot then goes to the request that is
/// first at that time, so a request that gives up costs nothing while another one waits. Each process holds one slot at
/// a time, so processes take turns.
/// </summary>
internal sealed class SharedAllowance : ISharedAllowance
{
    private const int BusyTries = 4;

    private static readonly long BusyWait = TimeSpan.TicksPerMillisecond;

    // A request that has to open its connection arrives that much later than the others at most: name look-up, TCP, TLS
    // and the first execution of all this code.
    private static readonly long ConnectTime = 400 * TimeSpan.TicksPerMillisecond;

    // An unused connection stays open for that long.
    private static readonly long ConnectionIdleTime = TimeSpan.TicksPerMinute;

    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();

    private readonly IAllowanceStore _store;

    private readonly ProcessIdentity _who;

    private readonly TimeProvider _time;

    private readonly LinkedList<PaceWaiter> _urgent = new();

    private readonly LinkedList<PaceWaiter> _normal = new();

    private AllowanceLimits _limits;

    private long? _slot;

    private long _waitingSince;

    private ITimer? _timer;

    private long? _lastTurn;

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

    public Task<bool> TakeTurnAsync(PaceLane lane, DateTimeOffset? sendBefore, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<bool>(cancellationToken);
        }

        if (sendBefore < _time.GetUtcNow())
        {
            return Task.FromResult(false);
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
                        return Task.FromResult(true);
                    case Outcome.UsedUp:
                        return Task.FromException<bool>(UsedUp());
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
        } while (_time.GetElapsedTime(start) < ReadPatience);
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

    // Takes the turn of the first waiter if it has come. Otherwise returns when to check again.
    private Outcome TryTurn(bool othersWait, out long at)
    {
        var now = _time.MonotonicTicks();
        at = _slot ?? now;
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
                var opensConnection = _lastTurn is not { } last || last < now - ConnectionIdleTime;
                at = state.Take(now, opensConnection ? now + ConnectTime : now, _limits, _who, _time.GetUtcNow());
                if (at == 0)
                {
                    _lastTurn = now;

                    // Reserve the slot of the next waiter at the same time: one access to the store per request,
                    // however long the wait.
                    _slot = null;
                    if (othersWait)
                    {
                        Reserve(state);
                    }

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
        List<(PaceWaiter Waiter, bool InTime)>? ready = null;
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
                    (ready ??= []).Add((head.Value, false));
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
                (ready ??= []).Add((head.Value, true));
            }
        }

        // Outside the lock, because disposing the cancellation registration waits for a callback that may need the
        // lock.
        foreach (var (waiter, inTime) in ready ?? [])
        {
            waiter.End(inTime);
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
        var (used, refusedLimit, resetsAt) = state is null
            ? (_used, _refusedLimit, ResetsAt)
            : (state.Used, state.RefusedLimit, state.ResetsAt);
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
            .. state
                .Processes.OrderByDescending(process => process.LastAt)
                .Select(process => new AllowanceShare
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

    private QuotaExceededException UsedUp() =>
        QuotaExceededException.Counted(_refusedLimit == _limits.PerDay ? null : _limits.PerDay, ResetsAt);

    // Rounded up to the timer's resolution. If the timer fires early, it is set again.
    private void Arm(long at)
    {
        var ticks = Math.Max(at - _time.MonotonicTicks(), 1);
        var milliseconds = Math.Min(
            (ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond,
            int.MaxValue
        );
        var due = TimeSpan.FromMilliseconds(milliseconds);
        if (_timer is null)
        {
            _timer = _time.CreateTimer(
                static state => ((SharedAllowance)state!).OnTimer(),
                this,
                due,
                Timeout.InfiniteTimeSpan
            );
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }
}
