using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;

namespace ConstantContact.Emulator.Tests.Support;

/// <summary>A clock that stands still until a test moves it. Its timers are real and are recorded.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    /// <summary>The waits that the emulator has begun, in order.</summary>
    public IReadOnlyCollection<TimeSpan> Waits => _waits;

    public DateTimeOffset Now { get; set; } = new(2026, 5, 4, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public void Advance(TimeSpan by) => Now += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
