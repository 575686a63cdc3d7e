namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// For the one place where the engine calls synchronously and no pump runs: completion, whose answer nobody waits for longer
/// than a moment.
/// </summary>
internal static class TimeBox
{
    /// <returns>The default where the work failed or took too long; it is cancelled then.</returns>
    internal static T? Run<T>(Func<CancellationToken, Task<T>> work, TimeSpan limit)
        where T : class
    {
        using CancellationTokenSource enough = new();
        Task<T> task = Task.Run(() => work(enough.Token), CancellationToken.None);
        try
        {
            if (task.Wait(limit))
            {
                return task.GetAwaiter().GetResult();
            }
        }
        catch (Exception e) when (e is AggregateException)
        {
            // Silent: a completer has nobody to tell.
            return null;
        }

        enough.Cancel();
        _ = task.ContinueWith(static late => _ = late.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return null;
    }
}
