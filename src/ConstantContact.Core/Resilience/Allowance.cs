using ConstantContact.Core.Base;

namespace ConstantContact.Core.Resilience;

/// <summary>The allowance that the service grants to a client id, and its known use, at one moment.</summary>
public sealed class Allowance
{
    /// <summary>Requests per second.</summary>
    public required int PerSecond { get; init; }

    /// <summary>Requests per day, from 00:00 to 24:00 UTC.</summary>
    public required long PerDay { get; init; }

    /// <summary>
    /// Requests sent today, as far as this machine knows. Requests from other machines with the same key are not
    /// included.
    /// </summary>
    public required long UsedToday { get; init; }

    /// <summary>Also 0 if the service itself reported that the day's allowance is used up.</summary>
    public required long Left { get; init; }

    /// <summary>The next 00:00 UTC.</summary>
    public required DateTimeOffset ResetsAt { get; init; }

    /// <summary>The end of the pause that all sharers keep after a 429; null if there is none.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>
    /// The processes that used it. Only set in the result of <see cref="ISharedAllowance.ReadAsync"/>.
    /// </summary>
    public IReadOnlyList<AllowanceShare> ByProcess
    {
        get;
        init => field = JoinedList.Of(value);
    } = JoinedList.Of<AllowanceShare>([]);
}
