using ConstantContact.Core.Base;

namespace ConstantContact.Core.Http;

/// <summary>Counts what a run spends, and forwards everything to another observer.</summary>
public sealed class RunMeter : IApiObserver
{
    private readonly IApiObserver? _next;
    private readonly TimeProvider _time;
    private readonly WaitTotal _paced = new();
    private readonly WaitTotal _waited = new();
    private long _requests;
    private long _retries;

    public RunMeter(IApiObserver? next, TimeProvider time)
    {
        _next = next;
        _time = time;
    }

    public long Requests => Interlocked.Read(ref _requests);

    public long Retries => Interlocked.Read(ref _retries);

    /// <summary>The time in which requests waited for their turn in the shared pace.</summary>
    public TimeSpan Paced => _paced.Value;

    /// <summary>The time in which requests waited before they were repeated.</summary>
    public TimeSpan Waited => _waited.Value;

    public bool WantsBodies => _next?.WantsBodies ?? false;

    public void OnAttempt(ApiAttempt attempt)
    {
        Interlocked.Increment(ref _requests);
        if (attempt.Number > 1)
        {
            Interlocked.Increment(ref _retries);
        }

        _paced.Add(_time.MonotonicTicks() - attempt.Elapsed.Ticks - attempt.Paced.Ticks, attempt.Paced);
        _next?.OnAttempt(attempt);
    }

    public void OnWait(ApiWait wait)
    {
        _waited.Add(_time.MonotonicTicks(), wait.Duration);
        _next?.OnWait(wait);
    }
}
