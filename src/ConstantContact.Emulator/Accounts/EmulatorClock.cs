using System;
using System.Threading;

namespace ConstantContact.Emulator.Accounts;

/// <summary>
/// The emulator's time: that of the provider it was given, plus what it was advanced by. Everything that
/// depends on time (stamps, activities, the allowance) asks this clock; delays run on the provider's own timers.
/// </summary>
public sealed class EmulatorClock : TimeProvider
{
    private readonly TimeProvider _inner;
    private long _offset;

    public EmulatorClock(TimeProvider inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => _inner.TimestampFrequency;

    /// <summary>Moves the clock forward, as <c>POST /_emulator/clock</c> does.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _offset, by.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _inner.CreateTimer(callback, state, dueTime, period);

    internal void Reset() => Interlocked.Exchange(ref _offset, 0);
}
