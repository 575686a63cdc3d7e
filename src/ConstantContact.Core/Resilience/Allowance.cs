namespace ConstantContact.Core.Resilience;

/// <summary>What the service grants a client id, and what is known to be used of it; a picture of one moment.</summary>
public sealed class Allowance
{
    /// <summary>Requests per second.</summary>
    public required int PerSecond { get; init; }

    /// <summary>Requests per day, from 00:00 to 24:00 UTC.</summary>
    public required long PerDay { get; init; }

    /// <summary>Requests sent today, as far as this side knows: other machines with the same key are not counted.</summary>
    public required long UsedToday { get; init; }

    /// <summary>0 also where the service itself said that the day is used up.</summary>
    public required long Left { get; init; }

    /// <summary>The next 00:00 UTC.</summary>
    public required DateTimeOffset ResetsAt { get; init; }

    /// <summary>Until when all sharers are silent after a 429; null where they are not.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Who used it; only in what <see cref="ISharedAllowance.ReadAsync"/> returns.</summary>
    public IReadOnlyList<AllowanceShare> ByProcess { get; init; } = [];
}
