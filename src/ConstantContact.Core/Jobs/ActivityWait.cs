using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// Waits for one activity after another, with pauses that grow to half a minute. Occasional failed checks do not end
/// the wait.
/// </summary>
public sealed class ActivityWait
{
    /// <summary>The longest pause.</summary>
    internal static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(30);

    /// <summary>The number of consecutive failed checks after which the wait for an activity ends.</summary>
    private const int MaxFailedPolls = 5;

    private readonly Func<string, CancellationToken, Task<ImportActivity>> _get;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly TimeSpan _firstPause;
    private readonly long _started;
    private TimeSpan _pause;
    private bool _rest;

    /// <param name="get">Requests an activity by its id.</param>
    /// <param name="timeout">The limit for all waits together.</param>
    /// <param name="time">The clock.</param>
    /// <param name="restFirst">True to pause before the first check, for jobs that have just started.</param>
    /// <param name="firstPause">
    /// The first pause. Default: a second, which is about the time that small jobs take.
    /// </param>
    public ActivityWait(
        Func<string, CancellationToken, Task<ImportActivity>> get,
        TimeSpan timeout,
        TimeProvider time,
        bool restFirst,
        TimeSpan? firstPause = null
    )
    {
        _get = get;
        _timeout = timeout;
        _time = time;
        _started = time.GetTimestamp();
        _rest = restFirst;
        _firstPause = firstPause ?? TimeSpan.FromSeconds(1);
        _pause = _firstPause;
    }

    /// <summary>The finished activity. Null if the time ran out.</summary>
    /// <param name="activityId">The id of the activity.</param>
    /// <param name="seen">Receives the result of each check.</param>
    /// <param name="cancellationToken">Ends the wait. The activity continues.</param>
    /// <exception cref="NotFoundException">
    /// The service does not know the activity, or no longer: it forgets activities after ten days.
    /// </exception>
    /// <exception cref="CcException">Several consecutive checks failed, or the run must end.</exception>
    public async Task<ImportActivity?> ForAsync(
        string activityId,
        Action<ImportActivity>? seen,
        CancellationToken cancellationToken
    )
    {
        var failed = 0;
        while (true)
        {
            if (_rest)
            {
                var left = _timeout - _time.GetElapsedTime(_started);
                if (left <= TimeSpan.Zero)
                {
                    return null;
                }

                await _time.WaitAsync(_pause < left ? _pause : left, cancellationToken).ConfigureAwait(false);
                _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 3 / 2, LongestPoll.Ticks));
            }

            _rest = true;
            try
            {
                var job = await _get(activityId, cancellationToken).ConfigureAwait(false);
                failed = 0;
                seen?.Invoke(job);
                if (job.IsFinished)
                {
                    (_pause, _rest) = (_firstPause, false); // the next activity has had its time already
                    return job;
                }
            }
            catch (CcException e) when (!e.EndsTheRun && ++failed < MaxFailedPolls)
            {
                // One failed check does not matter: the activity continues.
            }
        }
    }
}
