using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Tests.Support;

internal static class AllowanceExtensions
{
    /// <summary>A turn whose request, where it is sent at once, is answered at once.</summary>
    public static Task<PaceTurn> SendAsync(this ISharedAllowance allowance, PaceLane lane = PaceLane.Normal, CancellationToken cancellationToken = default)
    {
        var turn = allowance.TakeTurnAsync(lane, sendBefore: null, cancellationToken);
        if (turn.IsCompletedSuccessfully)
        {
            _ = AnswerAsync(allowance, turn);
        }

        return turn;
    }

    private static async Task AnswerAsync(ISharedAllowance allowance, Task<PaceTurn> turn) => allowance.Answered(await turn);
}
