using System.Runtime.InteropServices;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Resilience;

/// <summary>The requests of one day, as they were at the last access to the state of an allowance.</summary>
/// <param name="Day">The UTC day.</param>
/// <param name="Used">The requests sent on that day by all sharers.</param>
/// <param name="RefusedLimit">
/// The daily limit at which the service reported that the day is used up; 0 if it did not.
/// </param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DayCount(int Day, long Used, long RefusedLimit)
{
    public DateTimeOffset ResetsAt => new((Day + 1L) * TimeSpan.TicksPerDay, TimeSpan.Zero);

    /// <summary>The count of this day: zero if it is a later one.</summary>
    public DayCount On(int day) => day > Day ? new DayCount(day, 0, 0) : this;

    public long Left(long perDay) => RefusedLimit == perDay ? 0 : Math.Max(0, perDay - Used);

    public QuotaExceededException UsedUp(long perDay) =>
        QuotaExceededException.Counted(RefusedLimit == perDay ? null : perDay, ResetsAt);
}
