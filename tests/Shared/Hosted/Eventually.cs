using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace ConstantContact.Tests.Hosted;

/// <summary>
/// Waits for the work of another thread. The patience is far longer than the work takes, because machines are busy, and
/// shorter than the time limit of a request to a service that does not answer.
/// </summary>
internal static class Eventually
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static async Task TrueAsync(Func<bool> condition)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, "The condition did not become true.");
            await Task.Delay(10, CancellationToken.None);
        }
    }

    /// <summary>The first result that is not empty.</summary>
    internal static async Task<IReadOnlyList<T>> SomeAsync<T>(Func<IReadOnlyList<T>> read)
    {
        IReadOnlyList<T> found = [];
        await TrueAsync(() => (found = read()).Count > 0);
        return found;
    }
}
