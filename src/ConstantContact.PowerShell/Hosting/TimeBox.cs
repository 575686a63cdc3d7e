namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// For completion, the only place where the engine calls synchronously and no pump runs. The user waits for its answer
/// only a moment.
/// </summary>
internal static class TimeBox
{
    /// <returns>The default if the work failed or took too long. It is cancelled in that case.</returns>
    internal static T? Run<T>(Func<CancellationToken, Task<T>> work, TimeSpan limit)
        where T : class
    {
        using var enough = new CancellationTokenSource();
        var task = Task.Run(() => work(enough.Token), CancellationToken.None);
        try
        {
            if (task.Wait(limit))
            {
                return task.GetAwaiter().GetResult();
            }
        }
        catch (Exception e) when (e is AggregateException)
        {
            // Silent, because a completer cannot report errors.
            return null;
        }

        enough.Cancel();
        _ = task.ContinueWith(
            static late => _ = late.Exception,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return null;
    }
}
