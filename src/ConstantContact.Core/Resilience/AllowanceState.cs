using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// The state that all sharers of an allowance must agree on, and the rules for changing it. Pure: the caller passes in
/// the clocks and ensures exclusive access. Moments are ticks of <see cref="Monotonic"/>, except days.
/// </summary>
/// <remarks>
/// Taking a turn has two steps. First, the caller reserves a slot in the schedule and waits for it outside any lock.
/// When the slot has come, the caller takes it. Slots are evenly spaced, so neither a fixed nor a sliding window of one
/// second sees more than N requests; it is not known which of the two the service uses. N slots take 1.026 s. Of the 26
/// ms, 6 ms absorb late wake-ups, which do not shift the schedule, and 20 ms absorb requests whose successors travel
/// faster. A caller that wakes up later than that delays the turn N places after it, so two turns N places apart are
/// never taken within 1.020 s of each other, in any process. A request that must first open its connection travels much
/// longer than later ones, so it counts as sent that much later. If the owner of a slot is cancelled or killed, only
/// that slot is lost.
/// </remarks>
internal sealed class AllowanceState
{
    /// <summary>
    /// The maximum number of processes listed separately. Beyond it, the oldest are counted together.
    /// </summary>
    public const int MostProcesses = 64;

    private const double Slack = 0.026;

    private const long Window = TimeSpan.TicksPerSecond + (20 * TimeSpan.TicksPerMillisecond);

    // No pause and no queue is longer than this. A moment further away comes from the clock of another boot.
    private const long Horizon = 10 * TimeSpan.TicksPerMinute;

    /// <summary>The UTC day that is counted.</summary>
    public int Day { get; set; }

    /// <summary>Requests sent on that day by all sharers.</summary>
    public long Used { get; set; }

    /// <summary>The part of <see cref="Used"/> by processes that are no longer listed.</summary>
    public long UsedByOthers { get; set; }

    /// <summary>The daily limit at which the service reported that the day is used up; 0 if it did not.</summary>
    public long RefusedLimit { get; set; }

    public long NextSlot { get; set; }

    public long PausedUntil { get; set; }

    /// <summary>When this was last changed.</summary>
    public long Stamp { get; set; }

    /// <summary>The latest times at which the requests of the last second were sent, oldest first.</summary>
    public List<long> Taken { get; } = [];

    public List<ProcessCount> Processes { get; } = [];

    public DayCount DayCount => new(Day, Used, RefusedLimit);

    public static long Interval(int perSecond) => (long)(TimeSpan.TicksPerSecond * (1 + Slack) / perSecond);

    public void Clear()
    {
        (Day, Used, UsedByOthers, RefusedLimit, NextSlot, PausedUntil, Stamp) = (0, 0, 0, 0, 0, 0, 0);
        Taken.Clear();
        Processes.Clear();
    }

    /// <summary>Call this first. Handles a new day, a changed clock and a restarted machine.</summary>
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
            // The clock was wrong and was set back. The count continues under the correct day, so nothing is granted
            // twice and midnight still comes. One day back is a correction around midnight and changes nothing.
            Day = today;
        }

        if (Stamp > now || NextSlot > now + Horizon || PausedUntil > now + Horizon)
        {
            // The clock of another boot says nothing about the past, except that its last requests may be very recent.
            PausedUntil = 0;
            Taken.Clear();
            NextSlot = now + Window;
        }

        Stamp = now;
    }

    public bool IsUsedUp(long perDay) => Used >= perDay || RefusedLimit == perDay;

    /// <summary>Reserves the next slot of the schedule for the caller.</summary>
    /// <param name="since">When the caller started to wait. Earlier slots are lost.</param>
    /// <param name="perSecond">The rate.</param>
    public long Reserve(long since, int perSecond)
    {
        var slot = Math.Max(Math.Max(NextSlot, PausedUntil), since);
        NextSlot = slot + Interval(perSecond);
        return slot;
    }

    /// <summary>
    /// Takes the turn of a slot that has come, and counts the request. Call it again for the same slot until it is
    /// granted.
    /// </summary>
    /// <param name="now">Not before the slot.</param>
    /// <param name="sentBy">
    /// The latest time at which the request is sent; equals <paramref name="now"/> if a connection is open.
    /// </param>
    /// <param name="limits">The limits, which must not be used up.</param>
    /// <param name="who">The process.</param>
    /// <param name="time">The time of day.</param>
    /// <returns>
    /// 0: the turn is taken. Later than <paramref name="now"/>: try again at that moment. -1: a pause began after the
    /// slot was reserved, so reserve a new slot.
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

        // The schedule continues from the due time, so that delays do not add up, unless the delay is so long that
        // catching up would be a burst.
        var place = Taken.FindLastIndex(earlier => earlier <= sentBy) + 1;
        Taken.Insert(place, sentBy);
        NextSlot = Math.Max(NextSlot, now + (Interval(limits.PerSecond) / 2));
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
                Processes[i] = Processes[i] with
                {
                    Requests = Processes[i].Requests + requests,
                    LastAt = time.UtcTicks,
                };
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

    /// <summary>Grants no turn before this moment. Only ever extends a pause.</summary>
    public void Pause(long until) => PausedUntil = Math.Max(PausedUntil, until);

    /// <summary>The use by each process, the latest first.</summary>
    public IReadOnlyList<AllowanceShare> Shares(ProcessIdentity who)
    {
        List<AllowanceShare> shares =
        [
            .. Processes
                .OrderByDescending(static process => process.LastAt)
                .Select(process => new AllowanceShare
                {
                    ProcessId = process.ProcessId,
                    Requests = process.Requests,
                    LastRequestAt = new DateTimeOffset(process.LastAt, TimeSpan.Zero),
                    IsThisProcess = process.Id == who.Id,
                }),
        ];
        if (UsedByOthers > 0)
        {
            shares.Add(new AllowanceShare { Requests = UsedByOthers });
        }

        return shares;
    }
}
