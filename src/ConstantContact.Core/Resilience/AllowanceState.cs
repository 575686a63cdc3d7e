using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// What sharers of one allowance have to agree on, and the rules by which it changes. Pure: the clocks are handed in, and
/// whoever calls sees to it that nobody else does meanwhile. Moments are ticks of <see cref="Monotonic"/>, except days.
/// </summary>
/// <remarks>
/// A turn is had in two steps. First a slot in the schedule is reserved, and waited for outside of any lock; when it has
/// come, it is taken. Slots are evenly spaced, so that neither a fixed nor a sliding window of one second sees more than N:
/// nobody outside knows which of the two the service uses. N slots take 1.026 s. Of the 26 ms, 6 are for wake-ups that come
/// late and do not shift the schedule; 20 are for requests of which the later travels faster. One who wakes up later than that
/// delays the turn N places after it: two turns N places apart are never taken within 1.020 s of one another, whoever takes them.
/// A request that has to open its connection first travels much longer than the later ones; it is taken to be sent that much
/// later. What the schedule lost by either it makes up for, 6 ms a second, as long as there is always one who waits. A slot that
/// is never taken, because its owner was cancelled or killed, is lost, and nothing else.
/// </remarks>
internal sealed class AllowanceState
{
    /// <summary>The most processes that are told apart; of more, the oldest are counted together.</summary>
    public const int MostProcesses = 64;

    private const double Slack = 0.026;

    private const long Window = TimeSpan.TicksPerSecond + (20 * TimeSpan.TicksPerMillisecond);

    private const long MostBehind = TimeSpan.TicksPerSecond / 2;

    // No pause and no queue reaches so far: what does, is by another boot's clock.
    private const long Horizon = 10 * TimeSpan.TicksPerMinute;

    /// <summary>The UTC day that is counted.</summary>
    public int Day { get; set; }

    /// <summary>Requests that were sent on that day, by all sharers.</summary>
    public long Used { get; set; }

    /// <summary>The part of <see cref="Used"/> by processes that are not listed any more.</summary>
    public long UsedByOthers { get; set; }

    /// <summary>The daily limit under which the service said that the day is used up; 0 where it did not.</summary>
    public long RefusedLimit { get; set; }

    public long NextSlot { get; set; }

    /// <summary>By how much the schedule was shifted by turns that had to come late, as far as it is not made up for.</summary>
    public long Behind { get; set; }

    public long PausedUntil { get; set; }

    /// <summary>When this was last changed.</summary>
    public long Stamp { get; set; }

    /// <summary>When the requests of the last second were sent at the latest, oldest first.</summary>
    public List<long> Taken { get; } = [];

    public List<ProcessCount> Processes { get; } = [];

    public DateTimeOffset ResetsAt => new((Day + 1L) * TimeSpan.TicksPerDay, TimeSpan.Zero);

    public static long Interval(int perSecond) => (long)(TimeSpan.TicksPerSecond * (1 + Slack) / perSecond);

    public void Clear()
    {
        (Day, Used, UsedByOthers, RefusedLimit, NextSlot, Behind, PausedUntil, Stamp) = (0, 0, 0, 0, 0, 0, 0, 0);
        Taken.Clear();
        Processes.Clear();
    }

    /// <summary>Before anything else: a new day, a clock that was set, a machine that was started anew.</summary>
    public void BringUpToDate(long now, int today)
    {
        if (today > Day)
        {
            Day = today;
            (Used, UsedByOthers, RefusedLimit) = (0, 0, 0);
            Processes.Clear();
        }
        else if (today < Day - 1)
        {
            // The clock was wrong and is set back. What was counted goes on under the right day: nothing is given twice, and
            // midnight comes. One day back is a clock that is put right around midnight, and changes nothing.
            Day = today;
        }

        if (Stamp > now || NextSlot > now + Horizon || PausedUntil > now + Horizon)
        {
            // Another boot's clock, of which nothing can be said but that its last requests may be a moment ago.
            PausedUntil = 0;
            Behind = 0;
            Taken.Clear();
            NextSlot = now + Window;
        }

        Stamp = now;
    }

    public bool IsUsedUp(long perDay) => Used >= perDay || RefusedLimit == perDay;

    /// <summary>The next slot of the schedule, which is the caller's from now on.</summary>
    /// <param name="since">Since when the caller has been waiting: a slot before that is nobody's.</param>
    /// <param name="perSecond">The rate.</param>
    public long Reserve(long since, int perSecond)
    {
        var slot = Math.Max(Math.Max(NextSlot, PausedUntil), since);
        if (slot > NextSlot)
        {
            // It is later because nobody wanted one, or nobody was allowed to.
            Behind = 0;
        }

        var interval = Interval(perSecond);
        var madeUp = Math.Min(Behind, interval - (Window / perSecond));
        Behind -= madeUp;
        NextSlot = slot + interval - madeUp;
        return slot;
    }

    /// <summary>Takes the turn of a slot that has come, and counts the request. Asked again for the same slot until it is granted.</summary>
    /// <param name="now">Not before the slot.</param>
    /// <param name="sentBy">When the request is on its way at the latest; <paramref name="now"/> where there is a connection already.</param>
    /// <param name="limits">The limits; not used up.</param>
    /// <param name="who">The process.</param>
    /// <param name="time">The time of day.</param>
    /// <returns>
    /// 0: it is taken. Later than <paramref name="now"/>: not before then. -1: a pause began after the slot was reserved, and
    /// another one has to be.
    /// </returns>
    public long Take(long now, long sentBy, AllowanceLimits limits, ProcessIdentity who, DateTimeOffset time)
    {
        if (PausedUntil > now)
        {
            return -1;
        }

        var past = 0;
        while (past < Taken.Count && Taken[past] <= now - Window)
        {
            past++;
        }

        Taken.RemoveRange(0, past);
        if (Taken.Count >= limits.PerSecond)
        {
            return Taken[Taken.Count - limits.PerSecond] + Window;
        }

        // The schedule goes on from when the turn was due, so that lateness does not add up; but not where we were so late
        // that catching up would be a burst.
        Note(sentBy);
        var next = Math.Max(NextSlot, now + (Interval(limits.PerSecond) / 2));
        Behind = Math.Min(Behind + next - NextSlot, MostBehind);
        NextSlot = next;
        Count(1, who, time);
        return 0;
    }

    public void Count(long requests, ProcessIdentity who, DateTimeOffset time)
    {
        Used += requests;
        var oldest = 0;
        for (var i = 0; i < Processes.Count; i++)
        {
            if (Processes[i].Id == who.Id)
            {
                Processes[i] = Processes[i] with { Requests = Processes[i].Requests + requests, LastAt = time.UtcTicks };
                return;
            }

            oldest = Processes[i].LastAt < Processes[oldest].LastAt ? i : oldest;
        }

        if (Processes.Count == MostProcesses)
        {
            UsedByOthers += Processes[oldest].Requests;
            Processes.RemoveAt(oldest);
        }

        Processes.Add(new ProcessCount(who.Id, who.ProcessId, requests, time.UtcTicks));
    }

    /// <summary>A request was on its way later, or earlier, than <see cref="Take"/> was told.</summary>
    public void Correct(long sentBy, long really)
    {
        Taken.Remove(sentBy);
        Note(really);
    }

    /// <summary>No turn before this moment. A pause is only ever prolonged.</summary>
    public void Pause(long until) => PausedUntil = Math.Max(PausedUntil, until);

    private void Note(long sentBy)
    {
        var place = Taken.Count;
        while (place > 0 && Taken[place - 1] > sentBy)
        {
            place--;
        }

        Taken.Insert(place, sentBy);
    }
}
