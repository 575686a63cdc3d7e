namespace ConstantContact.Core.Base;

/// <summary>The clock that nobody can set, in ticks.</summary>
/// <remarks>
/// It starts at machine boot on every system (CLOCK_MONOTONIC, QueryPerformanceCounter, mach_absolute_time), so all
/// processes of one boot share it. The pace uses this clock and is not affected when the time of day is set.
/// </remarks>
internal static class Monotonic
{
    // Integer arithmetic: a double that counts ticks since year 1 would be off by microseconds.
    public static long MonotonicTicks(this TimeProvider time)
    {
        var stamp = time.GetTimestamp();
        var frequency = time.TimestampFrequency;
        return frequency == TimeSpan.TicksPerSecond
            ? stamp
            : (stamp / frequency * TimeSpan.TicksPerSecond) + (stamp % frequency * TimeSpan.TicksPerSecond / frequency);
    }

    /// <summary>The number of the current UTC day.</summary>
    public static int Today(this TimeProvider time) => (int)(time.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay);
}
