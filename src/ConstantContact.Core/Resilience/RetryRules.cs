namespace ConstantContact.Core.Resilience;

/// <summary>Decides whether and when a failed request is sent again. Pure: all inputs are parameters.</summary>
internal static class RetryRules
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(5);

    /// <summary>The wait before the next attempt; null if there must be no other attempt.</summary>
    /// <param name="bounds">The bounds of one request.</param>
    /// <param name="failure">Why the last attempt failed. A 401 is not decided here.</param>
    /// <param name="repeat">Whether the request may be repeated.</param>
    /// <param name="earlier">The number of earlier repeats for the same kind of failure.</param>
    /// <param name="waited">The total time this request has waited between its attempts so far.</param>
    /// <param name="jitter">From 0 to 1. Prevents requests that failed together from returning together.</param>
    public static TimeSpan? NextWait(
        RetryBounds bounds,
        AttemptFailure failure,
        RepeatRule repeat,
        int earlier,
        TimeSpan waited,
        double jitter
    )
    {
        var wait = failure.Kind switch
        {
            FailureKind.Throttled when earlier < bounds.Throttled => Longer(
                Growing(bounds.FirstWait, earlier, jitter),
                failure.RetryAfter
            ),
            FailureKind.NotArrived when earlier < bounds.Failed => Growing(bounds.FirstWait, earlier, jitter),
            FailureKind.Ambiguous when earlier < bounds.Failed && repeat == RepeatRule.Safe => Longer(
                Growing(bounds.FirstWait, earlier, jitter),
                failure.RetryAfter
            ),

            // The service computes a segment within seconds. Polling more often only spends the allowance.
            FailureKind.NotReady => Shorter(Growing(bounds.FirstWait, Math.Min(earlier, 8), jitter), LongestPoll),
            _ => (TimeSpan?)null,
        };

        // A retry before the time that the service asked for would be refused again. If that wait is too long, the
        // request ends instead.
        return wait is { } w && waited + w <= bounds.TotalWait ? w : null;
    }

    // 1 s, 2 s, 4 s and so on, each extended by up to half.
    private static TimeSpan Growing(TimeSpan first, int earlier, double jitter) =>
        TimeSpan.FromTicks((long)(first.Ticks * Math.Pow(2, earlier) * (1 + (jitter / 2))));

    private static TimeSpan Longer(TimeSpan wait, TimeSpan? asked) => asked is { } a && a > wait ? a : wait;

    private static TimeSpan Shorter(TimeSpan wait, TimeSpan most) => wait < most ? wait : most;
}
