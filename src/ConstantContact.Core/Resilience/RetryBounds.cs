namespace ConstantContact.Core.Resilience;

/// <summary>How often one request is repeated and how long it waits in all.</summary>
public sealed class RetryBounds
{
    /// <summary>Repeats after a 429.</summary>
    public int Throttled { get; init; } = 5;

    /// <summary>Repeats after a 5xx, a timeout or a network failure.</summary>
    public int Failed { get; init; } = 3;

    /// <summary>The first wait. The service counts by the second, so that less than a second is of no use.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No request waits longer than this in all between its attempts; the wait for pace is not part of it.</summary>
    public TimeSpan TotalWait { get; init; } = TimeSpan.FromMinutes(2);
}
