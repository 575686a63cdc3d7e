using System.Collections.Concurrent;
using ConstantContact.Core.Http;

namespace ConstantContact.Core.Tests.Support;

public sealed class Recorder : IApiObserver
{
    public ConcurrentQueue<ApiAttempt> Attempts { get; } = new();

    public ConcurrentQueue<ApiWait> Waits { get; } = new();

    public bool WantsBodies { get; init; }

    public void OnAttempt(ApiAttempt attempt) => Attempts.Enqueue(attempt);

    public void OnWait(ApiWait wait) => Waits.Enqueue(wait);
}
