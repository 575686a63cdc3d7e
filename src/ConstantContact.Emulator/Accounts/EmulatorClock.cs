using System;
using System.Threading;

namespace ConstantContact.Emulator.Accounts;

/// <summary>
/// The emulator's time: that of the provider it was given, plus what it was advanced by; or, frozen, the instant it was
/// stopped at. Everything that depends on time (stamps, activities, tokens, the allowance) asks this clock; delays run
/// on the provider's own timers.
/// </summary>
public sealed class EmulatorClock : TimeProvider
{
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(9000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TimeProvider _inner;
    private readonly Lock _gate = new();
    private readonly DateTimeOffset? _frozenFirst;
    private DateTimeOffset? _frozen;
    private TimeSpan _offset;

    /// <param name="inner">The time that passes by itself.</param>
    /// <param name="frozen">Where to stand still from the start; null to go on.</param>
    public EmulatorClock(TimeProvider inner, DateTimeOffset? frozen = null)
    {
        ArgumentNullException.ThrowIfNull(inner);
        _inner = inner;
        _frozen = _frozenFirst = frozen?.ToUniversalTime();
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public bool IsFrozen
    {
        get
        {
            lock (_gate)
            {
                return _frozen is not null;
            }
        }
    }

    /// <summary>Moves the clock forward, as <c>POST /_emulator/clock</c> does, frozen or not.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_gate)
        {
            // Whatever is reckoned from the time, a month back or a job ahead, must be a time too.
            ArgumentOutOfRangeException.ThrowIfGreaterThan(by, Latest - Read());
            if (_frozen is null)
            {
                _offset += by;
            }
            else
            {
                _frozen += by;
            }
        }
    }

    /// <summary>Stops the clock: from here on only <see cref="Advance"/> moves it.</summary>
    /// <param name="at">Where it stands; null for where it is.</param>
    public void Freeze(DateTimeOffset? at = null)
    {
        if (at is not null)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(at.Value, Earliest, nameof(at));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(at.Value, Latest, nameof(at));
        }

        lock (_gate)
        {
            _frozen = at?.ToUniversalTime() ?? Read();
        }
    }

    /// <summary>Lets a frozen clock go on from where it stands.</summary>
    public void Thaw()
    {
        lock (_gate)
        {
            if (_frozen is { } stood)
            {
                _frozen = null;
                _offset = stood - _inner.GetUtcNow();
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return Read();
        }
    }

    public override long GetTimestamp() => _inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _inner.CreateTimer(callback, state, dueTime, period);

    internal void Reset() => Set(_frozenFirst, TimeSpan.Zero);

    /// <summary>How the clock differs from the provider's.</summary>
    internal (DateTimeOffset? Frozen, TimeSpan Offset) Setting()
    {
        lock (_gate)
        {
            return (_frozen, _offset);
        }
    }

    internal void Set(DateTimeOffset? frozen, TimeSpan offset)
    {
        lock (_gate)
        {
            _frozen = frozen;
            _offset = offset;
        }
    }

    private DateTimeOffset Read() => _frozen ?? (_inner.GetUtcNow() + _offset);
}
