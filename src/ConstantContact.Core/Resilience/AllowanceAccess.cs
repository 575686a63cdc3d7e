using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// Gives this process access to the stored state of an allowance. Each access adds the news of this process for the
/// other sharers, and remembers the counts. Not thread-safe.
/// </summary>
internal sealed class AllowanceAccess(IAllowanceStore store, TimeProvider time)
{
    /// <summary>The time after which a store that is in use is tried again, in ticks.</summary>
    public const long BusyWait = TimeSpan.TicksPerMillisecond;

    private const int BusyTries = 4;

    // The news: the end of a pause, and the daily limit at which the service reported that the day is used up.
    private long? _pause;

    private long? _refusedLimit;

    /// <summary>The count at the last access.</summary>
    public DayCount Seen { get; private set; }

    /// <summary>
    /// The state, for the caller's exclusive use until <see cref="Leave"/>. Null if the store is in use.
    /// </summary>
    public AllowanceState? TryEnter()
    {
        for (var tries = 1; ; tries++)
        {
            if (store.TryEnter() is { } state)
            {
                AddNews(state);
                return state;
            }

            if (tries == BusyTries)
            {
                return null;
            }

            Thread.Yield();
        }
    }

    public void Leave(AllowanceState state)
    {
        Seen = state.DayCount;
        store.Leave();
    }

    /// <summary>Grants no turn before this moment. Call <see cref="TryTell"/> afterwards.</summary>
    public void Pause(long until) => _pause = Math.Max(_pause ?? until, until);

    /// <summary>The service refused this limit. Call <see cref="TryTell"/> afterwards.</summary>
    public void MarkUsedUp(long perDay)
    {
        _refusedLimit = perDay;
        Seen = Seen.On(time.Today()) with { RefusedLimit = perDay };
    }

    /// <summary>Accesses the store if there is news. False if the store is in use.</summary>
    public bool TryTell()
    {
        if (_pause is null && _refusedLimit is null)
        {
            return true;
        }

        if (TryEnter() is not { } state)
        {
            return false;
        }

        Leave(state);
        return true;
    }

    private void AddNews(AllowanceState state)
    {
        if (_pause is { } pause)
        {
            state.Pause(pause);
            _pause = null;
        }

        if (_refusedLimit is { } limit)
        {
            state.RefusedLimit = limit;
            _refusedLimit = null;
        }
    }
}
