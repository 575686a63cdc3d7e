using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Jobs;

namespace ConstantContact.Core.Plans.Applying;

/// <summary>
/// Waits for the activities that an earlier process of the run may have started. The account must show their results
/// before the run decides what is left to do.
/// </summary>
internal static class EarlierActivities
{
    /// <summary>The clocks of this machine and of the service may differ by this much.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <param name="plan">The plan that is continued.</param>
    /// <param name="since">When the run began. Activities that other programs started later are waited for too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ApiTimeoutException">An activity did not finish in time.</exception>
    public static async Task WaitAsync(PlanUnderway plan, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var unfinished = await UnfinishedActivities.ReadAsync(plan.Client, cancellationToken).ConfigureAwait(false);
        string[] open = [.. unfinished.Where(a => a.CreatedAt >= since - Skew).Select(static a => a.ActivityId)];
        if (open.Length == 0)
        {
            return;
        }

        plan.Note?.Invoke(
            $"Waiting for {Quantity.Of(open.Length, "activity", "activities")} of the account that may belong to this "
                + "run."
        );
        var board = new ActivityBoard(plan.Client, open);
        var wait = new ActivityWait(board.GetAsync, plan.Timeout, plan.Client.Time, restFirst: true);
        foreach (var id in open)
        {
            try
            {
                if (await wait.ForAsync(id, seen: null, cancellationToken).ConfigureAwait(false) is null)
                {
                    throw new ApiTimeoutException(
                        "An activity that may belong to this run has not ended, so its result is not known."
                    );
                }
            }
            catch (NotFoundException)
            {
                // The service forgets activities after they have ended.
            }
        }
    }
}
