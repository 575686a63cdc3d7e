using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// Lets N requests a second through, evenly spaced, so that neither a fixed nor a sliding window of one second sees more
/// than N: nobody outside knows which of the two the service uses. First come, first served, urgent ones before the others.
/// </summary>
/// <remarks>
/// N turns take 1.028 s. Of the 28 ms, 10 are for wake-ups that come late
/// and do not shift the schedule; 18 are for requests of which the later travels faster. A wake-up that is later than that
/// delays the turn N places after it, since two turns N places apart are never granted within 1.018 s of one another.
/// </remarks>
internal sealed class Pacer
{
    private const double Slack = 0.028;

    private const long Window = TimeSpan.TicksPerSecond + (18 * TimeSpan.TicksPerMillisecond);

    private readonly object _gate = new();

    private readonly TimeProvider _time;

    private readonly long _origin;

    private readonly LinkedList<Waiter> _urgent = new();

    private readonly LinkedList<Waiter> _normal = new();

    // When the last N turns were really granted, oldest first.
    private readonly Queue<long> _granted = new();

    private int _perSecond;

    private long _interval;

    private long _nextSlot;

    private long _pausedUntil;

    private long _waitingSince;

    private ITimer? _timer;

    public Pacer(int perSecond, TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
        SetRate(perSecond);
    }

    public int PerSecond
    {
        get
        {
            lock (_gate)
            {
                return _perSecond;
            }
        }

        set
        {
            lock (_gate)
            {
                if (value != _perSecond)
                {
                    SetRate(value);
                }
            }
        }
    }

    // Ticks of the monotonic clock, which no one sets.
    private long Now => _time.GetElapsedTime(_origin).Ticks;

    /// <summary>Completes when it is the caller's turn. Cancelling gives the place in the queue away, and no turn is lost.</summary>
    public Task WaitAsync(PaceLane lane, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        Waiter waiter;
        lock (_gate)
        {
            var now = Now;
            if (Head is null)
            {
                _waitingSince = now;
                if (EarliestSlot() <= now)
                {
                    Grant(now);
                    return Task.CompletedTask;
                }
            }

            waiter = new Waiter(this, cancellationToken);
            (lane == PaceLane.Urgent ? _urgent : _normal).AddLast(waiter.Node);
            Arm(now);
        }

        waiter.WatchCancellation();
        return waiter.Task;
    }

    /// <summary>No turn before this moment. A pause is only ever prolonged.</summary>
    public void PauseUntil(DateTimeOffset moment)
    {
        lock (_gate)
        {
            var now = Now;
            _pausedUntil = Math.Max(_pausedUntil, now + (moment - _time.GetUtcNow()).Ticks);
            if (Head is not null)
            {
                Arm(now);
            }
        }
    }

    private LinkedListNode<Waiter>? Head => _urgent.First ?? _normal.First;

    private void SetRate(int perSecond)
    {
        _perSecond = perSecond;
        _interval = (long)(TimeSpan.TicksPerSecond * (1 + Slack) / perSecond);
        while (_granted.Count > perSecond)
        {
            _granted.Dequeue();
        }
    }

    private long EarliestSlot()
    {
        var slot = Math.Max(_nextSlot, _pausedUntil);
        return _granted.Count == _perSecond ? Math.Max(slot, _granted.Peek() + Window) : slot;
    }

    // The schedule goes on from when the turn was due, not from when the timer woke us, so that lateness does not add up.
    // It goes on from now where nobody was waiting, and where we were so late that catching up would be a burst.
    private void Grant(long now)
    {
        var due = Math.Max(EarliestSlot(), _waitingSince);
        _nextSlot = Math.Max(due, now - (_interval / 2)) + _interval;
        if (_granted.Count == _perSecond)
        {
            _granted.Dequeue();
        }

        _granted.Enqueue(now);
    }

    private void OnTimer()
    {
        List<Waiter>? ready = null;
        lock (_gate)
        {
            var now = Now;
            while (Head is { } head && EarliestSlot() <= now)
            {
                head.List!.Remove(head);
                Grant(now);
                (ready ??= []).Add(head.Value);
            }

            if (Head is not null)
            {
                Arm(now);
            }
        }

        // Outside the lock: letting go of a cancellation waits for a callback that may be waiting for the lock.
        foreach (var waiter in ready ?? [])
        {
            waiter.Grant();
        }
    }

    // Rounded up to the timer's unit; a timer that fires early is simply armed again.
    private void Arm(long now)
    {
        var ticks = Math.Max(EarliestSlot() - now, 1);
        var milliseconds = Math.Min((ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond, int.MaxValue);
        var due = TimeSpan.FromMilliseconds(milliseconds);
        if (_timer is null)
        {
            _timer = _time.CreateTimer(static state => ((Pacer)state!).OnTimer(), this, due, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(due, Timeout.InfiniteTimeSpan);
        }
    }

    private void Remove(Waiter waiter)
    {
        lock (_gate)
        {
            waiter.Node.List?.Remove(waiter.Node);
        }
    }

    private sealed class Waiter
    {
        private readonly Pacer _pacer;

        private readonly CancellationToken _cancellationToken;

        private readonly TaskCompletionSource<bool> _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private CancellationTokenRegistration _registration;

        public Waiter(Pacer pacer, CancellationToken cancellationToken)
        {
            _pacer = pacer;
            _cancellationToken = cancellationToken;
            Node = new LinkedListNode<Waiter>(this);
        }

        public LinkedListNode<Waiter> Node { get; }

        public Task Task => _turn.Task;

        public void WatchCancellation()
        {
            if (!_cancellationToken.CanBeCanceled)
            {
                return;
            }

            _registration = _cancellationToken.Register(static state => ((Waiter)state!).Cancel(), this);
            if (_turn.Task.IsCompleted)
            {
                _registration.Dispose();
            }
        }

        public void Grant()
        {
            _turn.TrySetResult(true);
            _registration.Dispose();
        }

        private void Cancel()
        {
            _pacer.Remove(this);
            _turn.TrySetCanceled(_cancellationToken);
        }
    }
}
