namespace ConstantContact.Core.Http;

/// <summary>The time in which at least one request of a run waited: those who wait at the same time wait once.</summary>
/// <remarks>Waits are told in the order in which they end, or nearly so; what one that is told late has before the latest end is not made up for.</remarks>
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

    /// <summary>A wait, by a clock that nobody sets.</summary>
    public void Add(long from, TimeSpan duration)
    {
        lock (_gate)
        {
            long to = from + duration.Ticks;
            if (to > _until)
            {
                _ticks += to - Math.Max(from, _until);
                _until = to;
            }
        }
    }
}
