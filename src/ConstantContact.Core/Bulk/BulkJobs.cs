using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using ConstantContact.Core.Api;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;
using ConstantContact.Core.Resilience;

namespace ConstantContact.Core.Bulk;

/// <summary>
/// Ids → activities of 500 each, sent, waited for, and accounted for. With as few requests as the API allows: one for each 500
/// ids, and one look at the list of activities, which shows all of them at once, after a pause in which small jobs get done.
/// </summary>
public sealed class BulkJobs
{
    /// <summary>What every activity takes that has a list of contact ids.</summary>
    public const int IdsPerJob = 500;

    /// <summary>Failed looks, one after the other, before the wait is given up.</summary>
    private const int MaxFailedLooks = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ApiClient _client;
    private readonly TimeSpan _timeout;

    /// <param name="client">The account.</param>
    /// <param name="timeout">How long to wait for the service after the last job was sent.</param>
    public BulkJobs(ApiClient client, TimeSpan timeout)
    {
        _client = client;
        _timeout = timeout;
    }

    /// <summary>Told how many ids are done of how many; must return at once.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>Runs to the end; whatever goes wrong stands in the jobs.</summary>
    /// <param name="ids">Each once.</param>
    /// <param name="start">Makes the request for at most 500 of them.</param>
    /// <param name="cancellationToken">Stops the wait; what was sent goes on in the service.</param>
    public async Task<IReadOnlyList<BulkJob>> RunAsync(
        IReadOnlyList<string> ids, Func<IReadOnlyList<string>, ApiRequest<ImportActivity>> start, CancellationToken cancellationToken)
    {
        List<BulkJob> jobs = [];
        for (int from = 0; from < ids.Count; from += IdsPerJob)
        {
            jobs.Add(new BulkJob(jobs.Count + 1, [.. ids.Skip(from).Take(IdsPerJob)]));
        }

        foreach (BulkJob job in jobs)
        {
            if (!await StartAsync(job, start, cancellationToken).ConfigureAwait(false))
            {
                foreach (BulkJob rest in jobs.Skip(job.Number))
                {
                    (rest.Message, rest.Error) = (job.Message, job.Error);
                }

                break;
            }
        }

        await WaitAsync(jobs, ids.Count, cancellationToken).ConfigureAwait(false);
        return jobs;
    }

    /// <returns>False where no later job could fare better.</returns>
    private async Task<bool> StartAsync(BulkJob job, Func<IReadOnlyList<string>, ApiRequest<ImportActivity>> start, CancellationToken cancellationToken)
    {
        try
        {
            ImportActivity activity = await _client.SendAsync(start(job.Ids), cancellationToken).ConfigureAwait(false);
            (job.ActivityId, job.State) = (activity.ActivityId, BulkJobState.Unknown);
            return true;
        }
        catch (CcException e)
        {
            bool refused = e is InvalidRequestException or NotFoundException;
            (job.Message, job.Error) = (e.Message, e);
            job.State = e.MayHaveArrived ? BulkJobState.Unknown : refused ? BulkJobState.Failed : BulkJobState.NotAttempted;
            return refused;
        }
    }

    private async Task WaitAsync(List<BulkJob> jobs, long total, CancellationToken cancellationToken)
    {
        long started = _client.Time.GetTimestamp();
        TimeSpan pause = FirstPause;
        int failed = 0;
        List<BulkJob> pending = [.. jobs.Where(j => j.ActivityId is not null)];
        while (pending.Count > 0)
        {
            Progress?.Invoke(total - pending.Sum(j => (long)j.Ids.Count), total);
            TimeSpan left = _timeout - _client.Time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                GiveUp(pending, string.Format(CultureInfo.InvariantCulture, "it was not finished after {0:N0} minutes", _timeout.TotalMinutes), null);
                return;
            }

            await _client.Time.WaitAsync(pause < left ? pause : left, cancellationToken).ConfigureAwait(false);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            try
            {
                await LookAsync(pending, cancellationToken).ConfigureAwait(false);
                failed = 0;
            }
            catch (CcException e) when (!e.EndsTheRun && ++failed < MaxFailedLooks)
            {
                // One look that failed: the activities go on all the same, and so do we.
            }
            catch (CcException e)
            {
                GiveUp(pending, e.Message, e);
                return;
            }

            pending.RemoveAll(j => j.Activity is { IsFinished: true });
        }
    }

    private async Task LookAsync(List<BulkJob> pending, CancellationToken cancellationToken)
    {
        if (pending.Count == 1)
        {
            Settle(pending[0], await _client.SendAsync(ActivitiesApi.ById(pending[0].ActivityId!), cancellationToken).ConfigureAwait(false));
            return;
        }

        Dictionary<string, BulkJob> wanted = pending.ToDictionary(j => j.ActivityId!, StringComparer.OrdinalIgnoreCase);
        await foreach (JsonObject item in _client.ItemsAsync(ActivitiesApi.All(), cancellationToken).ConfigureAwait(false))
        {
            ImportActivity activity = ImportActivity.From(item);
            if (wanted.TryGetValue(activity.ActivityId, out BulkJob? job))
            {
                Settle(job, activity);
                wanted.Remove(activity.ActivityId);
                if (wanted.Count == 0)
                {
                    break;
                }
            }
        }

        // Whether those that only wait in the queue stand in the list is not documented; the activity itself is always there.
        foreach (BulkJob job in wanted.Values)
        {
            Settle(job, await _client.SendAsync(ActivitiesApi.ById(job.ActivityId!), cancellationToken).ConfigureAwait(false));
        }
    }

    private static void Settle(BulkJob job, ImportActivity activity)
    {
        job.Activity = activity;
        job.State = activity.State switch
        {
            "completed" => BulkJobState.Completed,
            "failed" or "cancelled" => BulkJobState.Failed,
            _ => BulkJobState.Unknown,
        };
        job.Message = activity.State switch
        {
            "completed" => null,
            "timed_out" => "The service gave the activity up after its own time limit.",
            _ when activity.IsFinished => $"The service ended the activity as '{activity.State}'{(activity.Errors.Count == 0 ? "" : $": {string.Join(" ", activity.Errors)}")}.",
            _ => null,
        };
    }

    private static void GiveUp(List<BulkJob> pending, string why, CcException? error)
    {
        foreach (BulkJob job in pending)
        {
            job.Error = error;
            job.Message = $"The service has the job, and what became of it was not learned: {why}. Ask later: Get-CcActivity {job.ActivityId}.";
        }
    }
}
