using System.Management.Automation;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// One run of asynchronous work under a cmdlet: a worker on the thread pool, and the pipeline thread, which performs
/// the work that only it may do. For one record, call <see cref="Finish"/> right after the start. Otherwise, call
/// <see cref="DrainReady"/> and <see cref="DrainUntil"/> from time to time while records arrive, and
/// <see cref="Finish"/> at the end.
/// </summary>
/// <remarks>
/// Call all members on the pipeline thread. Only the constructor's worker runs elsewhere. If a consumer fails (a
/// downstream cmdlet that stops, <c>-ErrorAction Stop</c>, "No to All" with halt), a delivery throws an exception. The
/// worker is then cancelled and awaited, so that it stops spending the allowance, and the exception propagates
/// unchanged.
/// </remarks>
internal sealed class PipelinePump : IDisposable
{
    private readonly PipelineQueue _queue = new();
    private readonly CancellationTokenSource _cancel;
    private readonly CancellationToken _stop;
    private readonly Task _worker;
    private readonly AsyncCmdlet? _cmdlet;
    private bool _disposed;

    internal PipelinePump(Cmdlet cmdlet, Func<CmdletOutput, CancellationToken, Task> work, CancellationToken stop)
    {
        _stop = stop;
        _cmdlet = cmdlet as AsyncCmdlet;
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var token = _cancel.Token;
        var output = new CmdletOutput(cmdlet, _queue, token);
        _worker = Task.Run(
            () =>
            {
                AmbientOutput.Current = output;
                return work(output, token);
            },
            CancellationToken.None
        );

        // In a continuation, so that work that throws before its first await cannot block the pipeline thread.
        _ = _worker.ContinueWith(
            static (_, queue) => ((PipelineQueue)queue!).Close(),
            _queue,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    /// <summary>True once the worker has ended, successfully or not. <see cref="Finish"/> then does not wait.</summary>
    internal bool HasEnded => _queue.IsClosed;

    /// <summary>Starts, drains and finishes. For work that belongs to one record.</summary>
    internal static void Run(Cmdlet cmdlet, Func<CmdletOutput, CancellationToken, Task> work, CancellationToken stop)
    {
        using var pump = new PipelinePump(cmdlet, work, stop);
        pump.Finish();
    }

    /// <summary>Delivers the queued messages without waiting.</summary>
    internal void DrainReady() => Drain(static () => true);

    /// <summary>
    /// Delivers messages until the queue is empty and <paramref name="enough"/> is true, or the worker has ended.
    /// </summary>
    internal void DrainUntil(Func<bool> enough) => Drain(enough);

    /// <summary>Makes <see cref="DrainUntil"/> check its condition again. Callable from any thread.</summary>
    internal void Wake() => _queue.Wake();

    /// <summary>Delivers all messages, waits for the worker, and rethrows its exception.</summary>
    internal void Finish()
    {
        Drain(enough: null);
        try
        {
            _worker.GetAwaiter().GetResult();
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is not PipelineStoppedException)
        {
            // The worker's reaction to the stop is irrelevant, because the user stopped the pipeline. A cancellation
            // without a stop has another cause, such as a timeout, and propagates unchanged.
            _cmdlet?.WriteFinalNote();
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Ends an unfinished run. PowerShell calls Dispose even if it skips EndProcessing.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Abort();
        _cancel.Dispose();
    }

    private void Drain(Func<bool>? enough)
    {
        while (_queue.Take(enough) is { } message)
        {
            try
            {
                message.Deliver();
            }
            catch
            {
                // Cancel first, so that a worker that learns of the abandoned message already sees the token as
                // cancelled.
                Cancel();
                message.Abandon();
                Abort();
                throw;
            }
        }
    }

    private void Abort()
    {
        Cancel();
        while (_queue.Take(enough: null) is { } message)
        {
            message.Abandon();
        }

        // The queue is closed, so the task has ended. Read its exception so that it is not reported as unobserved.
        _ = _worker.Exception;
        if (_stop.IsCancellationRequested)
        {
            _cmdlet?.WriteFinalNote();
        }
    }

    private void Cancel()
    {
        try
        {
            _cancel.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of the worker failed. The exception that ends the run came first and is a different one.
        }
    }
}
