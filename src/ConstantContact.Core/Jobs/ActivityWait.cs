using ConstantContact.Core.Api;
using ConstantContact.Core.Base;
using ConstantContact.Core.Errors;

namespace ConstantContact.Core.Jobs;

/// <summary>
/// Waits for one activity after the other, with pauses that grow to half a minute. A look that fails now and then
/// does not end the wait.
/// </summary>
public sealed class ActivityWait
{
    /// <summary>No pause is longer.</summary>
    internal static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(30);

    /// <summary>Failed looks at an activity, one after the other, before it is given up.</summary>
    private const int MaxFailedPolls = 5;

    private readonly Func<string, CancellationToken, Task<ImportActivity>> _get;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly TimeSpan _firstPause;
    private readonly long _started;
    private TimeSpan _pause;
    private bool _rest;

    /// <param name="get">Asks for an activity by its id.</param>
    /// <param name="timeout">For all waits together.</param>
    /// <param name="time">The clock.</param>
    /// <param name="restFirst">The first look is after the first pause, for jobs that were just started.</param>
    /// <param name="firstPause">How long; a second unless given, which is about what small jobs take.</param>
    public ActivityWait(Func<string, CancellationToken, Task<ImportActivity>> get, TimeSpan timeout, TimeProvider time, bool restFirst, TimeSpan? firstPause = null)
    {
        _get = get;
        _timeout = timeout;
        _time = time;
        _started = time.GetTimestamp();
        _rest = restFirst;
        _firstPause = firstPause ?? TimeSpan.FromSeconds(1);
        _pause = _firstPause;
    }

    /// <summary>The activity at its end; null where the time is over before.</summary>
    /// <param name="activityId">Its id.</param>
    /// <param name="seen">Told what each look saw.</param>
    /// <param name="cancellationToken">Ends the wait; the activity goes on.</param>
    /// <exception cref="NotFoundException">The service does not know it, or not any more: it forgets activities after ten days.</exception>
    /// <exception cref="CcException">It could not be asked several times in a row, or the run is at its end.</exception>
    public async Task<ImportActivity?> ForAsync(string activityId, Action<ImportActivity>? seen, CancellationToken cancellationToken)
    {
        int failed = 0;
        while (true)
        {
            if (_rest)
            {
                TimeSpan left = _timeout - _time.GetElapsedTime(_started);
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
                ImportActivity job = await _get(activityId, cancellationToken).ConfigureAwait(false);
                failed = 0;
                seen?.Invoke(job);
                if (job.IsFinished)
                {
                    (_pause, _rest) = (_firstPause, false); // the next one has had its time already
                    return job;
                }
            }
            catch (CcException e) when (!e.EndsTheRun && ++failed < MaxFailedPolls)
            {
                // One look that failed: the activity goes on all the same, and so do we.
            }
        }
    }
}
