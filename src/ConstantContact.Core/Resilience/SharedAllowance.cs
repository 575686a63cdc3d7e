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
    private static readonly TimeSpan ReadPatience = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();

    private readonly PaceQueue _queue = new();

    private readonly IAllowanceStore _store;

    private readonly AllowanceAccess _access;

    private readonly PaceSlot _slot;

    private readonly ProcessIdentity _who;

    private readonly TimeProvider _time;

    private AllowanceLimits _limits;

    private ITimer? _timer;

    public SharedAllowance(IAllowanceStore store, AllowanceLimits limits, ProcessIdentity who, TimeProvider time)
    {
        _store = store;
        _access = new AllowanceAccess(store, time);
        _slot = new PaceSlot(_access, who, time);
        _limits = limits;
        _who = who;
        _time = time;
    }

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
            var isFirst = _queue.Head is null;
            var at = 0L;
            if (isFirst)
            {
                _slot.BeginWaiting(_limits.PerSecond);
                switch (_slot.TryTake(_limits, othersWait: false, out at))
                {
                    case PaceSlot.Outcome.Taken:
                        return Task.FromResult(true);
                    case PaceSlot.Outcome.UsedUp:
                        return Task.FromException<bool>(UsedUp());
                    default:
                        break;
                }
            }

            waiter = new PaceWaiter(this, sendBefore, cancellationToken);
            _queue.Add(waiter, lane);
            if (isFirst)
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
            _access.Pause(_time.MonotonicTicks() + (moment - _time.GetUtcNow()).Ticks);
            Tell();
        }
    }

    public void MarkUsedUp()
    {
        lock (_gate)
        {
            _access.MarkUsedUp(_limits.PerDay);
            Tell();
        }
    }

    public Allowance Snapshot()
    {
        lock (_gate)
        {
            return Summarize(_access.Seen.On(_time.Today()), pausedUntil: 0, []);
        }
    }

    public async Task<Allowance> ReadAsync(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        do
        {
            lock (_gate)
            {
                if (_access.TryEnter() is { } state)
                {
                    try
                    {
                        return Summarize(state.DayCount, state.PausedUntil, state.Shares(_who));
                    }
                    finally
                    {
                        _access.Leave(state);
                    }
                }
            }

            await _time
                .WaitAsync(TimeSpan.FromTicks(AllowanceAccess.BusyWait), cancellationToken)
                .ConfigureAwait(false);
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
            PaceQueue.Remove(waiter);
        }
    }

    private void OnTimer()
    {
        List<Action> answers = [];
        lock (_gate)
        {
            if (_queue.Head is null)
            {
                Tell();
            }

            Serve(answers);
        }

        // Outside the lock, because disposing the cancellation registration waits for a callback that may need the
        // lock.
        foreach (var answer in answers)
        {
            answer();
        }
    }

    /// <summary>Serves the waiting requests until the turn of one comes later.</summary>
    /// <param name="answers">Receives the answers to the callers, which are given outside the lock.</param>
    private void Serve(List<Action> answers)
    {
        while (_queue.Head is { } head)
        {
            var isLate = head.SendBefore < _time.GetUtcNow();
            if (!isLate)
            {
                switch (_slot.TryTake(_limits, othersWait: _queue.Count > 1, out var at))
                {
                    case PaceSlot.Outcome.Later:
                        Arm(at);
                        return;
                    case PaceSlot.Outcome.UsedUp:
                        RefuseAll(answers);
                        return;
                    default:
                        break;
                }
            }

            PaceQueue.Remove(head);
            answers.Add(() => head.End(inTime: !isLate));
        }
    }

    private void RefuseAll(List<Action> answers)
    {
        foreach (var waiter in _queue.Clear())
        {
            var error = UsedUp();
            answers.Add(() => waiter.Refuse(error));
        }
    }

    // With no waiter, nothing else would access the store.
    private void Tell()
    {
        if (!_access.TryTell() && _queue.Head is null)
        {
            Arm(_time.MonotonicTicks() + AllowanceAccess.BusyWait);
        }
    }

    private Allowance Summarize(DayCount count, long pausedUntil, IReadOnlyList<AllowanceShare> shares)
    {
        var paused = pausedUntil - _time.MonotonicTicks();
        return new Allowance
        {
            PerSecond = _limits.PerSecond,
            PerDay = _limits.PerDay,
            UsedToday = count.Used,
            Left = count.Left(_limits.PerDay),
            ResetsAt = count.ResetsAt,
            PausedUntil = paused > 0 ? _time.GetUtcNow().AddTicks(paused) : null,
            ByProcess = shares,
        };
    }

    private QuotaExceededException UsedUp() => _access.Seen.UsedUp(_limits.PerDay);

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
