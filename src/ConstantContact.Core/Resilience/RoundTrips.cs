namespace ConstantContact.Core.Resilience;

/// <summary>
/// How long requests of this process take from their turn to their answer, and which of them took so much longer than usual
/// that they may have been held up before they arrived.
/// </summary>
/// <remarks>
/// The usual time and its spread are kept as TCP does (RFC 6298: the difference counts for an eighth of the mean and a quarter
/// of the spread). What is within the usual spread is the service's own coming and going, and what is small the schedule has
/// room for. Of a long one nobody here knows whether its way or the service's work took so long: no more than
/// <see cref="Most"/> is taken to be its way, so that slow answers do not cost the pace.
/// </remarks>
internal sealed class RoundTrips
{
    /// <summary>What the schedule has room for anyway: half of its 20 ms, since the one a second later may be early by the rest.</summary>
    private const long Room = 10 * TimeSpan.TicksPerMillisecond;

    private const long Most = 50 * TimeSpan.TicksPerMillisecond;

    private long _usual = -1;

    private long _spread;

    /// <summary>Takes note of how long a request took, and tells by how much it may have arrived later than the schedule has room for; 0 where it was not held up.</summary>
    /// <param name="took">From when it was taken to be on its way to its answer.</param>
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
