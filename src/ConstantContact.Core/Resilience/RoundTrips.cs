namespace ConstantContact.Core.Resilience;

/// <summary>
/// Measures how long the requests of this process take from their turn to their answer, and finds those that took so
/// much longer than usual that they may have arrived late.
/// </summary>
/// <remarks>
/// The usual time and its spread are kept as in TCP (RFC 6298: the difference counts for an eighth of the mean and a
/// quarter of the spread). Differences within the usual spread are normal for the service, and the schedule has room
/// for small ones. For a slow request, it is not known whether the network or the service took the time. At most
/// <see cref="Most"/> is attributed to the network, so that slow answers do not reduce the pace.
/// </remarks>
internal sealed class RoundTrips
{
    /// <summary>
    /// The delay that the schedule tolerates: half of its 20 ms, because the request one second later may be early by
    /// the other half.
    /// </summary>
    private const long Room = 10 * TimeSpan.TicksPerMillisecond;

    private const long Most = 50 * TimeSpan.TicksPerMillisecond;

    private long _usual = -1;

    private long _spread;

    /// <summary>
    /// Records how long a request took. Returns how much later than tolerated it may have arrived; 0 if it was not
    /// delayed.
    /// </summary>
    /// <param name="took">The time from the assumed sending to the answer.</param>
    public long Lateness(long took)
    {
        if (_usual < 0)
        {
            (_usual, _spread) = (took, took / 2);
            return 0;
        }

        var excess = took - _usual;
        var isLate = excess > Math.Max(Room, 2 * _spread);
        _usual += excess / 8;
        _spread += (Math.Abs(excess) - _spread) / 4;
        return isLate ? Math.Min(excess - Room, Most) : 0;
    }
}
