using ConstantContact.Core.Api;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// Checks many activities with few requests: one page of the collection shows 500 of them. Activities that are not on
/// the page are requested by id, because neither the order of the collection is documented nor whether it contains
/// queued ones.
/// </summary>
internal sealed class ActivityBoard
{
    /// <summary>The time for which a check stays valid.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(900);

    private readonly ApiClient _client;
    private readonly HashSet<string> _open;
    private readonly Dictionary<string, ImportActivity> _seen = new(StringComparer.OrdinalIgnoreCase);
    private bool _pageHelps = true;
    private long? _looked;

    public ActivityBoard(ApiClient client, IEnumerable<string> activityIds)
    {
        _client = client;
        _open = new HashSet<string>(activityIds, StringComparer.OrdinalIgnoreCase);
    }

    public async Task<ImportActivity> GetAsync(string activityId, CancellationToken cancellationToken)
    {
        if (Known(activityId) is { } known)
        {
            return known;
        }

        if (_pageHelps && _open.Count > 1)
        {
            if (!JustLooked)
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
            }

            if (Known(activityId) is { } shown)
            {
                return shown;
            }
        }

        var job = await _client.SendAsync(ActivitiesApi.ById(activityId), cancellationToken).ConfigureAwait(false);

        // A queued activity may be on the next page. Any other would have been on this one.
        _pageHelps &= job.State == "initialized";
        Note(job);
        return job;
    }

    private bool JustLooked => _looked is { } at && _client.Time.GetElapsedTime(at) < Fresh;

    private ImportActivity? Known(string activityId) =>
        _seen.TryGetValue(activityId, out var job) && (job.IsFinished || JustLooked) ? job : null;

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await foreach (var page in _client.PagesAsync(ActivitiesApi.All(), cancellationToken).ConfigureAwait(false))
        {
            foreach (var job in page.Items.Select(ImportActivity.From).Where(job => _open.Contains(job.ActivityId)))
            {
                Note(job);
            }

            break;
        }

        _looked = _client.Time.GetTimestamp();
    }

    private void Note(ImportActivity job)
    {
        _seen[job.ActivityId] = job;
        if (job.IsFinished)
        {
            _open.Remove(job.ActivityId);
        }
    }
}
