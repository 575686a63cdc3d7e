using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Tests.Support;

internal static class AllowanceExtensions
{
    /// <summary>A turn with no latest time.</summary>
    public static Task<bool> SendAsync(
        this ISharedAllowance allowance,
        PaceLane lane = PaceLane.Normal,
        CancellationToken cancellationToken = default
    ) => allowance.TakeTurnAsync(lane, sendBefore: null, cancellationToken);
}
