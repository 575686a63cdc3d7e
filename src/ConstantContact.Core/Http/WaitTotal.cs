namespace ConstantContact.Core.Http;

/// <summary>The time in which at least one request of a run waited. Simultaneous waits count once.</summary>
/// <remarks>
/// Waits are added in the order in which they end, or nearly so. If a wait is added late, the part before the latest
/// known end is not counted.
/// </remarks>
internal sealed class WaitTotal
{
    private readonly object _gate = new();
    private long _ticks;
    private long _until = long.MinValue;

    public TimeSpan Value
    {
        get
        {
            lock (_gate)
            {
                return TimeSpan.FromTicks(_ticks);
            }
        }
    }

    /// <summary>Adds a wait, measured by a monotonic clock.</summary>
    public void Add(long from, TimeSpan duration)
    {
        lock (_gate)
        {
            var to = from + duration.Ticks;
            if (to > _until)
            {
                _ticks += to - Math.Max(from, _until);
                _until = to;
            }
        }
    }
}
