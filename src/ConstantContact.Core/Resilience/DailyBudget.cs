using System;
using System.Globalization;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Resilience;

/// <summary>
/// Counts a client id's requests of one UTC day. Every attempt that is sent counts, answered or not: whether the service
/// counts refused ones is not known, and a count that is too high wastes less than one that is too low.
/// </summary>
internal sealed class DailyBudget
{
    private readonly object _gate = new();

    private readonly TimeProvider _time;

    private long _perDay;

    private DateTime _day;

    private long _used;

    // What the service says counts more than our own arithmetic.
    private bool _refused;

    public DailyBudget(long perDay, TimeProvider time)
    {
        _perDay = perDay;
        _time = time;
        _day = time.GetUtcNow().UtcDateTime.Date;
    }

    /// <summary>Setting another limit also forgets that the service refused: it may have been raised.</summary>
    public long PerDay
    {
        get
        {
            lock (_gate)
            {
                return _perDay;
            }
        }

        set
        {
            lock (_gate)
            {
                _refused &= _perDay == value;
                _perDay = value;
            }
        }
    }

    public void Check()
    {
        lock (_gate)
        {
            RollOver();
            ThrowIfUsedUp();
        }
    }

    public void Count()
    {
        lock (_gate)
        {
            RollOver();
            ThrowIfUsedUp();
            _used++;
        }
    }

    public DateTimeOffset MarkUsedUp()
    {
        lock (_gate)
        {
            RollOver();
            _refused = true;
            return ResetsAt;
        }
    }

    public Allowance Snapshot(int perSecond)
    {
        lock (_gate)
        {
            RollOver();
            return new Allowance
            {
                PerSecond = perSecond,
                PerDay = _perDay,
                UsedToday = _used,
                Left = _refused ? 0 : Math.Max(0, _perDay - _used),
                ResetsAt = ResetsAt,
            };
        }
    }

    private DateTimeOffset ResetsAt => new(_day.AddDays(1), TimeSpan.Zero);

    // A clock that is set back does not give the day's requests a second time.
    private void RollOver()
    {
        var today = _time.GetUtcNow().UtcDateTime.Date;
        if (today > _day)
        {
            _day = today;
            _used = 0;
            _refused = false;
        }
    }

    private void ThrowIfUsedUp()
    {
        if (_refused || _used >= _perDay)
        {
            throw Exceeded(_refused
                ? "The service says that today's allowance of requests is used up."
                : string.Format(CultureInfo.InvariantCulture, "Today's allowance of {0:N0} requests is used up.", _perDay));
        }
    }

    private QuotaExceededException Exceeded(string message) =>
        new(string.Format(CultureInfo.InvariantCulture, "{0} It starts anew at {1:yyyy-MM-dd HH:mm} UTC.", message, ResetsAt.UtcDateTime), ResetsAt);
}
