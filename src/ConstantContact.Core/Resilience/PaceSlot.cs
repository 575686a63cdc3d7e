using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// The place of this process in the shared schedule: reserves a slot for its first waiting request, and takes the turn
/// when the slot has come. Not thread-safe.
/// </summary>
internal sealed class PaceSlot(AllowanceAccess access, ProcessIdentity who, TimeProvider time)
{
    // A request that has to open its connection arrives that much later than the others at most: name look-up, TCP, TLS
    // and the first execution of all this code.
    private const long ConnectTime = 400 * TimeSpan.TicksPerMillisecond;

    // An unused connection stays open for that long.
    private const long ConnectionIdleTime = TimeSpan.TicksPerMinute;

    private long? _slot;

    private long _waitingSince;

    private long? _lastTurn;

    public enum Outcome
    {
        Taken,
        Later,
        UsedUp,
    }

    /// <summary>Call this when a request arrives and no other one waits.</summary>
    public void BeginWaiting(int perSecond)
    {
        _waitingSince = time.MonotonicTicks();
        if (_slot < _waitingSince - AllowanceState.Interval(perSecond))
        {
            // Left over from a caller that gave up long ago.
            _slot = null;
        }
    }

    /// <summary>Takes the turn of the first waiting request if it has come.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="othersWait">True if more requests wait behind it.</param>
    /// <param name="at">When to try again, if the turn comes later.</param>
    public Outcome TryTake(AllowanceLimits limits, bool othersWait, out long at)
    {
        var now = time.MonotonicTicks();
        at = _slot ?? now;
        if (at > now)
        {
            return Outcome.Later;
        }

        if (access.TryEnter() is not { } state)
        {
            at = now + AllowanceAccess.BusyWait;
            return Outcome.Later;
        }

        try
        {
            if (state.IsUsedUp(limits.PerDay))
            {
                _slot = null;
                return Outcome.UsedUp;
            }

            at = Take(state, limits);
            if (at > 0)
            {
                return Outcome.Later;
            }

            // Reserve the slot of the next waiter at the same time: one access to the store per request, however long
            // the wait.
            _slot = othersWait ? Reserve(state, limits) : null;
            return Outcome.Taken;
        }
        finally
        {
            access.Leave(state);
        }
    }

    /// <returns>0: the turn is taken. Otherwise the moment at which to try again.</returns>
    private long Take(AllowanceState state, AllowanceLimits limits)
    {
        var now = time.MonotonicTicks();
        var slot = _slot ??= Reserve(state, limits);
        if (slot > now)
        {
            return slot;
        }

        var opensConnection = _lastTurn is not { } last || last < now - ConnectionIdleTime;
        var at = state.Take(now, opensConnection ? now + ConnectTime : now, limits, who, time.GetUtcNow());
        if (at < 0)
        {
            // A pause began after the slot was reserved.
            at = Reserve(state, limits);
            _slot = at;
        }
        else if (at == 0)
        {
            _lastTurn = now;
        }

        return at;
    }

    private long Reserve(AllowanceState state, AllowanceLimits limits) =>
        state.Reserve(_waitingSince, limits.PerSecond);
}
