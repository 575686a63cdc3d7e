using ConstantContact.Core.Api;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Jobs;

/// <summary>The bulk activities that the service has not finished. It does not say which program started them.</summary>
internal static class UnfinishedActivities
{
    public static async Task<IReadOnlyList<ImportActivity>> ReadAsync(
        ApiClient client,
        CancellationToken cancellationToken
    )
    {
        List<ImportActivity> unfinished = [];
        await foreach (var json in client.ItemsAsync(ActivitiesApi.All(), cancellationToken).ConfigureAwait(false))
        {
            if (ImportActivity.From(json) is { IsFinished: false } activity)
            {
                unfinished.Add(activity);
            }
        }

        return unfinished;
    }
}
