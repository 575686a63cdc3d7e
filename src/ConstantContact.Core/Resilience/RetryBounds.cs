namespace ConstantContact.Core.Resilience;

/// <summary>How often one request is repeated, and its maximum total wait.</summary>
public sealed class RetryBounds
{
    /// <summary>Repeats after a 429.</summary>
    public int Throttled { get; init; } = 5;

    /// <summary>Repeats after a 5xx, a timeout or a network failure.</summary>
    public int Failed { get; init; } = 3;

    /// <summary>The first wait. The service counts per second, so a shorter wait does not help.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The maximum total wait between the attempts of a request. Waiting for pace is not included.</summary>
    public TimeSpan TotalWait { get; init; } = TimeSpan.FromMinutes(2);
}
