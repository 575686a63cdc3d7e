using ConstantContact.Core.Errors;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Tests.Resilience;

public sealed class RetryRulesTests
{
    private static readonly RetryBounds Bounds = new();

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 1, 1.5)]
    [InlineData(1, 0, 2)]
    [InlineData(4, 1, 24)]
    public void Waits_double_and_are_longer_by_up_to_a_half(int earlier, double jitter, double seconds) =>
        Assert.Equal(seconds, Next(FailureKind.Throttled, earlier: earlier, jitter: jitter)!.Value.TotalSeconds);

    [Fact]
    public void The_sum_of_waits_is_bounded()
    {
        Assert.NotNull(Next(FailureKind.Throttled, waited: 119));
        Assert.Null(Next(FailureKind.Throttled, waited: 119.5));
    }

    [Fact]
    public void Polling_goes_on_every_five_seconds_until_the_sum_is_reached()
    {
        Assert.Equal(5, Next(FailureKind.NotReady, earlier: 3)!.Value.TotalSeconds);
        Assert.Equal(5, Next(FailureKind.NotReady, earlier: 3000, waited: 115)!.Value.TotalSeconds);
        Assert.Null(Next(FailureKind.NotReady, earlier: 3000, waited: 116));
    }

    [Fact]
    public void Final_failure_is_not_repeated() => Assert.Null(Next(FailureKind.Final));

    private static TimeSpan? Next(FailureKind kind, int earlier = 0, double waited = 0, double jitter = 0) =>
        RetryRules.NextWait(
            Bounds,
            new AttemptFailure(kind, new RateLimitedException("x")),
            RepeatRule.Safe,
            earlier,
            TimeSpan.FromSeconds(waited),
            jitter
        );
}
