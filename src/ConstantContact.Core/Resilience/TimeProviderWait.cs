using System;
using System.Threading;
using System.Threading.Tasks;

namespace ConstantContact.Core.Resilience;

internal static class TimeProviderWait
{
    /// <summary>A delay by this clock: the frameworks have it under different names.</summary>
    public static Task WaitAsync(this TimeProvider time, TimeSpan delay, CancellationToken cancellationToken) =>
#if NET
        Task.Delay(delay, time, cancellationToken);
#else
        time.Delay(delay, cancellationToken);
#endif
}
