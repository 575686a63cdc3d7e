namespace ConstantContact.Core.Base;

/// <summary>The clock that nobody sets, in ticks.</summary>
/// <remarks>
/// Its beginning is the machine's start on every system (CLOCK_MONOTONIC, QueryPerformanceCounter, mach_absolute_time), so
/// that the processes of one boot agree on it: pace goes by it, and a step of the time of day does not touch it.
/// </remarks>
internal static class Monotonic
{
    // In whole numbers: as a double, a count of ticks since the year 1 would be off by microseconds.
    public static long MonotonicTicks(this TimeProvider time)
    {
        var stamp = time.GetTimestamp();
        var frequency = time.TimestampFrequency;
        return frequency == TimeSpan.TicksPerSecond
            ? stamp
            : (stamp / frequency * TimeSpan.TicksPerSecond) + (stamp % frequency * TimeSpan.TicksPerSecond / frequency);
    }

    /// <summary>The number of the present UTC day.</summary>
    public static int Today(this TimeProvider time) => (int)(time.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay);
}
