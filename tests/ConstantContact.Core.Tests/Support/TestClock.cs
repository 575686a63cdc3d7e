using Microsoft.Extensions.Time.Testing;

namespace ConstantContact.Core.Tests.Support;

/// <summary>
/// A clock that stands still until it is told to go on, and that knows who waits for it: <see cref="DriveAsync{T}"/>
/// jumps from wait to wait until a task is done. Time limits of attempts are no waits, and do not make it jump.
/// </summary>
public sealed class TestClock : FakeTimeProvider
{
    public static readonly DateTimeOffset Beginning = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);

    private readonly object _gate = new();

    private readonly Dictionary<ITimer, DateTimeOffset> _waits = [];

    private int _held;

    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TestClock()
        : base(Beginning) { }

    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>How far the clock went since the start.</summary>
    public TimeSpan Elapsed => GetUtcNow() - Beginning;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new WatchedTimer(this);
        timer.Inner = base.CreateTimer(
            s =>
            {
                Note(timer, Timeout.InfiniteTimeSpan);
                callback(s);
            },
            state,
            dueTime,
            period
        );
        Note(timer, dueTime);
        return timer;
    }

    /// <summary>
    /// Keeps <see cref="DriveAsync{T}"/> from going on until it is disposed: something outside the clock is under way.
    /// </summary>
    public IDisposable Hold()
    {
        lock (_gate)
        {
            _held++;
        }

        return new Release(this);
    }

    public async Task<T> DriveAsync<T>(Task<T> task)
    {
        await DriveAsync((Task)task);
        return await task;
    }

    /// <summary>Lets time pass until the task is done, whether well or not.</summary>
    public async Task DriveAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            Task changed;
            DateTimeOffset? next;
            lock (_gate)
            {
                changed = _changed.Task;
                next = _waits.Count == 0 || _held > 0 ? null : _waits.Values.Min();
            }

            if (next is { } due)
            {
                if (!await SettledAsync(changed))
                {
                    continue;
                }

                Advance(due > GetUtcNow() ? due - GetUtcNow() : TimeSpan.Zero);
                lock (_gate)
                {
                    foreach (
                        var past in _waits.Where(wait => wait.Value <= GetUtcNow()).Select(wait => wait.Key).ToList()
                    )
                    {
                        _waits.Remove(past);
                    }
                }
            }
            else
            {
                await Task.WhenAny(task, changed).WaitAsync(TimeSpan.FromSeconds(60));
            }
        }
    }

    /// <summary>
    /// Lets the code run that the last jump woke: on a busy machine, the clock would otherwise be ahead of it. False as soon
    /// as a wait has begun or ended.
    /// </summary>
    private static async Task<bool> SettledAsync(Task changed)
    {
        TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        LetRun(turns: 3);
        await settled.Task;
        return !changed.IsCompleted;

        // Each turn comes after what is queued then.
        void LetRun(int turns)
        {
            if (turns == 0 || changed.IsCompleted)
            {
                settled.SetResult();
            }
            else
            {
                ThreadPool.QueueUserWorkItem(_ => LetRun(turns - 1));
            }
        }
    }

    private void Note(ITimer timer, TimeSpan due)
    {
        lock (_gate)
        {
            _waits.Remove(timer);
            if (due >= TimeSpan.Zero && due != AttemptTimeout)
            {
                _waits[timer] = GetUtcNow() + due;
            }

            Signal();
        }
    }

    private void Signal()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.TrySetResult();
    }

    private sealed class Release(TestClock clock) : IDisposable
    {
        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._held--;
                clock.Signal();
            }
        }
    }

    private sealed class WatchedTimer(TestClock clock) : ITimer
    {
        public ITimer Inner { get; set; } = null!;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // Recorded only after the timer is set. Otherwise, the driver of the clock would jump past it.
            var changed = Inner.Change(dueTime, period);
            clock.Note(this, dueTime);
            return changed;
        }

        public void Dispose()
        {
            clock.Note(this, Timeout.InfiniteTimeSpan);
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
