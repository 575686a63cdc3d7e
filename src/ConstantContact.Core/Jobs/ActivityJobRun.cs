using System.Globalization;
using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// Sends the jobs of one bulk operation in order, waits for them, and accounts for every item. An accepted job is never
/// sent again. Running the whole operation again does not repeat what is done.
/// </summary>
public sealed class ActivityJobRun
{
    /// <summary>Slightly more than the second that small jobs take, so that one check is enough for them.</summary>
    private static readonly TimeSpan ShortestFirstPause = TimeSpan.FromSeconds(1.5);

    private const string Again = "Run the command again. Work that is already done is not repeated.";

    private readonly RunMeter _meter;
    private readonly ApiClient _client;
    private readonly long _started;

    /// <param name="client">The account.</param>
    /// <param name="observer">Receives every attempt and wait.</param>
    public ActivityJobRun(ApiClient client, IApiObserver? observer = null)
    {
        _meter = new RunMeter(observer, client.Time);
        _client = client.Observed(_meter);
        _started = client.Time.GetTimestamp();
    }

    /// <summary>
    /// The client that counts the requests of this operation. Use it for the operation's look-ups too.
    /// </summary>
    public ApiClient Client => _client;

    public long RequestsUsed => _meter.Requests;

    /// <summary>False to return as soon as the service has accepted the jobs.</summary>
    public bool Wait { get; init; } = true;

    /// <summary>The limit for all waits together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>Receives the number of finished jobs and the number of all jobs.</summary>
    public Action<int, int>? Progress { get; init; }

    /// <summary>Called with each job before its request is sent. An exception prevents the request.</summary>
    public Action<ActivityJob>? Sending { get; init; }

    /// <summary>The summary of an operation that was declined or is empty: nothing was attempted.</summary>
    public BulkSummary Decline(BulkTally tally, IReadOnlyList<ActivityJob> jobs) =>
        Summarize(tally, [.. jobs.Select((job, at) => Result(job, at, ActivityJobState.NotAttempted))], endedBy: null);

    public async Task<BulkSummary> SendAsync(
        BulkTally tally,
        IReadOnlyList<ActivityJob> jobs,
        CancellationToken cancellationToken
    )
    {
        var results = new ActivityJobResult[jobs.Count];
        CcException? endedBy = null;
        var sending = _client.Time.GetTimestamp();
        for (var i = 0; i < jobs.Count; i++)
        {
            if (endedBy is not null)
            {
                results[i] = Result(jobs[i], i, ActivityJobState.NotAttempted);
                continue;
            }

            Progress?.Invoke(i, jobs.Count * 2);
            try
            {
                Sending?.Invoke(jobs[i]);
                var activity = await _client.SendAsync(jobs[i].Request, cancellationToken).ConfigureAwait(false);
                results[i] = Result(jobs[i], i, ActivityJobState.Pending, activity);
            }
            catch (CcException e)
            {
                results[i] = NotTaken(jobs[i], i, e);
                endedBy = e.EndsTheRun || e is QueueFullException ? e : null;
            }
        }

        // This also applies after a run that ended early: the accepted jobs continue, and their results matter.
        if (Wait && endedBy is not { EndsTheRun: true })
        {
            endedBy =
                await WaitAsync(jobs, results, _client.Time.GetElapsedTime(sending), cancellationToken)
                    .ConfigureAwait(false)
                ?? endedBy;
        }

        return Summarize(tally, results, endedBy);
    }

    /// <summary>Sends a request that is complete when it is answered, as an operation of one item.</summary>
    public async Task<BulkSummary> SendAsync<T>(
        BulkTally tally,
        ApiRequest<T> request,
        CancellationToken cancellationToken
    )
    {
        var one = new ActivityJobResult
        {
            Number = 1,
            State = ActivityJobState.Completed,
            Items = 1,
        };
        CcException? endedBy = null;
        try
        {
            await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (CcException e)
        {
            one = new ActivityJobResult
            {
                Number = 1,
                State = StateOf(e),
                Items = 1,
                Message = e.Message,
                Error = e,
            };
            endedBy = e.EndsTheRun ? e : null;
        }

        return Summarize(tally, [one], endedBy);
    }

    /// <summary>
    /// The first check waits as long as the sending took. By then most jobs are done, and none waits twice its time.
    /// </summary>
    private async Task<CcException?> WaitAsync(
        IReadOnlyList<ActivityJob> jobs,
        ActivityJobResult[] results,
        TimeSpan sending,
        CancellationToken cancellationToken
    )
    {
        var firstPause = TimeSpan.FromTicks(
            Math.Min(Math.Max(sending.Ticks, ShortestFirstPause.Ticks), ActivityWait.LongestPoll.Ticks)
        );
        var board = new ActivityBoard(_client, results.Select(static r => r.ActivityId).OfType<string>());
        var wait = new ActivityWait(board.GetAsync, Timeout, _client.Time, restFirst: true, firstPause);
        for (var i = 0; i < results.Length; i++)
        {
            if (results[i] is not { State: ActivityJobState.Pending, ActivityId: { } id })
            {
                continue;
            }

            Progress?.Invoke(results.Length + i, results.Length * 2);
            try
            {
                var job = await wait.ForAsync(id, seen: null, cancellationToken).ConfigureAwait(false);
                if (job is null)
                {
                    return null;
                }

                results[i] = await FinishedAsync(jobs[i], i, job, cancellationToken).ConfigureAwait(false);
            }
            catch (NotFoundException)
            {
                results[i] = Result(
                    jobs[i],
                    i,
                    ActivityJobState.Unknown,
                    message: $"The service took the job but no longer knows the activity {id}. {Again}"
                );
            }
            catch (CcException e)
            {
                return e;
            }
        }

        return null;
    }

    private async Task<ActivityJobResult> FinishedAsync(
        ActivityJob job,
        int at,
        ImportActivity activity,
        CancellationToken cancellationToken
    ) =>
        activity.State switch
        {
            "completed" => await CompletedAsync(
                    job,
                    Result(job, at, ActivityJobState.Completed, activity),
                    cancellationToken
                )
                .ConfigureAwait(false),
            "timed_out" => Result(
                job,
                at,
                ActivityJobState.Unknown,
                activity,
                $"The service stopped the activity at its own time limit. {Again}"
            ),
            _ => Result(
                job,
                at,
                ActivityJobState.Failed,
                activity,
                $"The service ended the activity as '{activity.State}'.{Said(activity.Errors, " ")}"
            ),
        };

    /// <summary>
    /// "Completed" only means that the service has stopped. Its counters show whether every item was done. If they do
    /// not, the contacts are checked.
    /// </summary>
    private async Task<ActivityJobResult> CompletedAsync(
        ActivityJob job,
        ActivityJobResult result,
        CancellationToken cancellationToken
    )
    {
        var expected = Math.Max(job.Items ?? 0, result.ItemsTotal ?? 0);
        var missing = result.ItemsCompleted is { } done ? Math.Max(0, expected - done) : 0;
        if (missing == 0 && result.Errors.Count == 0)
        {
            return result;
        }

        var told =
            $"The service completed the activity, and its counters say that {Count(missing)} not done."
            + Said(result.Errors, " It says: ");
        if (job.ContactIds is { } ids && job.Proof is { } proof)
        {
            try
            {
                var undone = await proof.UndoneAsync(_client, ids, cancellationToken).ConfigureAwait(false);
                return undone.Count == 0
                    ? result with
                    {
                        Message =
                            result.Errors.Count > 0
                                ? $"All contacts are as requested.{Said(result.Errors, " The service also says: ")}"
                                : null,
                    }
                    : result with
                    {
                        NotDone = undone.Count,
                        Undone = undone,
                        Message =
                            $"It was not done for {Contacts(undone)}." + Said(result.Errors, " The service says: "),
                    };
            }
            catch (CcException e)
            {
                return result with
                {
                    Doubtful = ids.Count,
                    Message = $"{told} The contacts could not be read back: {e.Message} {Again}",
                };
            }
        }

        return job.Items is null ? result with { NotDone = missing, Message = told }
            : result.ItemsCompleted is null || missing == 0
                ? result with
                {
                    Doubtful = job.Items.Value,
                    Message = $"{told} {Again}",
                }
            : result with { NotDone = Math.Min(missing, job.Items.Value), Message = told };
    }

    private static string Said(IReadOnlyList<string> errors, string before) =>
        errors.Count == 0
            ? string.Empty
            : $"{before}{string.Join(" ", errors.Select(static e => $"\"{ShownText.Line(e)}\""))}";

    private static string Count(long items) => Quantity.Of(items, "item was", "items were");

    private static string Contacts(IReadOnlyList<string> ids) =>
        $"{Quantity.Of(ids.Count, "contact")}: {ShownList.First(ids)}";

    private static ActivityJobResult NotTaken(ActivityJob job, int at, CcException error) =>
        Result(
            job,
            at,
            StateOf(error),
            message: error.MayHaveArrived
                ? $"It is not known whether the request arrived: {error.Message} {Again}"
                : error.Message,
            error: error
        );

    private static string StateOf(CcException error) =>
        error.MayHaveArrived ? ActivityJobState.Unknown
        : error.EndsTheRun || error is QueueFullException ? ActivityJobState.NotAttempted
        : ActivityJobState.Failed;

    private static ActivityJobResult Result(
        ActivityJob job,
        int at,
        string state,
        ImportActivity? activity = null,
        string? message = null,
        CcException? error = null
    ) =>
        new()
        {
            Number = at + 1,
            State = state,
            ActivityId = activity?.ActivityId,
            Items = job.Items,
            ItemsTotal = activity?.ItemsTotalCount,
            ItemsCompleted = activity?.ItemsCompletedCount,
            Errors = activity?.Errors ?? [],
            Message = message,
            Error = error,
        };

    private BulkSummary Summarize(BulkTally tally, IReadOnlyList<ActivityJobResult> results, CcException? endedBy)
    {
        long Of(string state) => results.Where(r => r.State == state).Sum(static r => (long)(r.Items ?? 0));
        var notDone = results.Where(static r => r.Items is not null).Sum(static r => r.NotDone);
        var doubtful = results.Sum(static r => r.Doubtful);
        return new BulkSummary
        {
            Operation = tally.Operation,
            ItemsIn = tally.ItemsIn,
            Done =
                tally.DoneBefore
                + Of(ActivityJobState.Completed)
                - notDone
                - doubtful
                + results
                    .Where(static r => r.Items is null && r.State == ActivityJobState.Completed)
                    .Sum(static r => r.ItemsCompleted ?? 0),
            Unchanged = tally.Unchanged,
            Duplicates = tally.Duplicates,
            Failed = tally.Invalid + Of(ActivityJobState.Failed) + results.Sum(static r => r.NotDone),
            NotAttempted = Of(ActivityJobState.NotAttempted),
            Pending = Of(ActivityJobState.Pending),
            Unknown = Of(ActivityJobState.Unknown) + doubtful,
            HeldBack = tally.HeldBack,
            Jobs = results,
            RequestsUsed = _meter.Requests,
            Waited = _meter.Waited,
            Paced = _meter.Paced,
            Duration = _client.Time.GetElapsedTime(_started),
            Error = endedBy,
        };
    }
}
