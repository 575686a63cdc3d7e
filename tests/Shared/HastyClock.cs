using System;
using System.Threading;

namespace ConstantContact.TestData;

/// <summary>
/// A clock on which waits pass so many times faster, for real processes that would wait most of their time. The date is
/// the system's.
/// </summary>
public sealed class HastyClock(int times) : TimeProvider
{
    /// <summary>As the system's, it goes on from process to process.</summary>
    public override long GetTimestamp() => System.GetTimestamp() * times;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timed(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    private TimeSpan Real(TimeSpan time) =>
        time <= TimeSpan.Zero ? time : TimeSpan.FromTicks(Math.Max(1, time.Ticks / times));

    private sealed class Timed(ITimer timer, HastyClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => timer.Dispose();

        public global::System.Threading.Tasks.ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
