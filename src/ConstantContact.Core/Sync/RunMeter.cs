using System;
using System.Threading;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Sync;

/// <summary>Counts what a run spends, and passes everything on to whoever shows it.</summary>
public sealed class RunMeter : IApiObserver
{
    private readonly IApiObserver? _next;
    private long _requests;
    private long _retries;
    private long _waitedTicks;

    public RunMeter(IApiObserver? next)
    {
        _next = next;
    }

    public long Requests => Interlocked.Read(ref _requests);

    public long Retries => Interlocked.Read(ref _retries);

    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref _waitedTicks));

    public void OnAttempt(ApiAttempt attempt)
    {
        Interlocked.Increment(ref _requests);
        if (attempt.Number > 1)
        {
            Interlocked.Increment(ref _retries);
        }

        _next?.OnAttempt(attempt);
    }

    public void OnWait(ApiWait wait)
    {
        Interlocked.Add(ref _waitedTicks, wait.Duration.Ticks);
        _next?.OnWait(wait);
    }
}
