namespace ConstantContact.Core.Resilience;

/// <summary>Whether and when a failed request is sent again. Pure: everything that it decides on is handed in.</summary>
internal static class RetryRules
{
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(5);

    /// <summary>The wait before the next attempt; null where there is none.</summary>
    /// <param name="bounds">The bounds of one request.</param>
    /// <param name="failure">Why the last attempt failed. A 401 is not decided here.</param>
    /// <param name="repeat">What the request says about being repeated.</param>
    /// <param name="earlier">How many repeats for the same kind of failure there were already.</param>
    /// <param name="waited">How long this request has waited between its attempts so far.</param>
    /// <param name="jitter">From 0 to 1: keeps those who failed together from coming back together.</param>
    public static TimeSpan? NextWait(RetryBounds bounds, AttemptFailure failure, RepeatRule repeat, int earlier, TimeSpan waited, double jitter)
    {
        var wait = failure.Kind switch
        {
            FailureKind.Throttled when earlier < bounds.Throttled => Longer(Growing(bounds.FirstWait, earlier, jitter), failure.RetryAfter),
            FailureKind.NotArrived when earlier < bounds.Failed => Growing(bounds.FirstWait, earlier, jitter),
            FailureKind.Ambiguous when earlier < bounds.Failed && repeat == RepeatRule.Safe =>
                Longer(Growing(bounds.FirstWait, earlier, jitter), failure.RetryAfter),

            // A segment is computed in seconds; asking more often spends the allowance and brings nothing.
            FailureKind.NotReady => Shorter(Growing(bounds.FirstWait, Math.Min(earlier, 8), jitter), LongestPoll),
            _ => (TimeSpan?)null,
        };

        // Coming back earlier than the service asks would only be refused again: too long a wait ends the request instead.
        return wait is { } w && waited + w <= bounds.TotalWait ? w : null;
    }

    // 1 s, 2 s, 4 s …, each longer by up to a half.
    private static TimeSpan Growing(TimeSpan first, int earlier, double jitter) =>
        TimeSpan.FromTicks((long)(first.Ticks * Math.Pow(2, earlier) * (1 + (jitter / 2))));

    private static TimeSpan Longer(TimeSpan wait, TimeSpan? asked) => asked is { } a && a > wait ? a : wait;

    private static TimeSpan Shorter(TimeSpan wait, TimeSpan most) => wait < most ? wait : most;
}
