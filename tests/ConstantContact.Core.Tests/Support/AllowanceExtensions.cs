using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Tests.Support;

internal static class AllowanceExtensions
{
    /// <summary>A turn whose request, where it is the first, is answered at once.</summary>
    public static Task<bool> SendAsync(this ISharedAllowance allowance, PaceLane lane = PaceLane.Normal, CancellationToken cancellationToken = default)
    {
        var turn = allowance.TakeTurnAsync(lane, sendBefore: null, cancellationToken);
        allowance.Answered();
        return turn;
    }
}
