using System.Management.Automation;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// One run of asynchronous work under a cmdlet: a worker on the pool, and the pipeline thread, which does for it what only
/// the pipeline thread may do. Either <see cref="Finish"/> right after the start (one record), or now and then
/// <see cref="DrainReady"/> and <see cref="DrainUntil"/> while records come in, and <see cref="Finish"/> at the end.
/// </summary>
/// <remarks>
/// All members but the constructor's worker are for the pipeline thread. A consumer that fails (a downstream cmdlet that
/// stops, <c>-ErrorAction Stop</c>, "No to All" with halt) surfaces here as an exception out of a delivery. The worker is
/// then cancelled and waited for, so that none goes on spending the allowance, and the exception goes on as it was.
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
        CancellationToken token = _cancel.Token;
        CmdletOutput output = new(cmdlet, _queue, token);
        _worker = Task.Run(
            () =>
            {
                AmbientOutput.Current = output;
                return work(output, token);
            },
            CancellationToken.None);

        // In a continuation, so that work which throws before its first await cannot leave the pipeline thread waiting.
        _ = _worker.ContinueWith(
            static (_, queue) => ((PipelineQueue)queue!).Close(),
            _queue,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    /// <summary>True once the worker has ended, well or not; <see cref="Finish"/> then does not wait.</summary>
    internal bool HasEnded => _queue.IsClosed;

    /// <summary>Starts, drains and finishes: for work that belongs to one record.</summary>
    internal static void Run(Cmdlet cmdlet, Func<CmdletOutput, CancellationToken, Task> work, CancellationToken stop)
    {
        using PipelinePump pump = new(cmdlet, work, stop);
        pump.Finish();
    }

    /// <summary>Delivers what is there, without waiting.</summary>
    internal void DrainReady() => Drain(static () => true);

    /// <summary>Delivers until there is nothing left to deliver and <paramref name="enough"/> holds, or the worker has ended.</summary>
    internal void DrainUntil(Func<bool> enough) => Drain(enough);

    /// <summary>Makes <see cref="DrainUntil"/> ask its condition again. From any thread.</summary>
    internal void Wake() => _queue.Wake();

    /// <summary>Delivers everything, waits for the worker, and throws what it threw.</summary>
    internal void Finish()
    {
        Drain(enough: null);
        try
        {
            _worker.GetAwaiter().GetResult();
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is not PipelineStoppedException)
        {
            // Whatever the worker makes of being stopped: nobody is there to read it. A cancellation without
            // a stop is somebody else's, such as a timeout, and goes on as it is.
            _cmdlet?.SayLastWord();
            throw new PipelineStoppedException();
        }
    }

    /// <summary>Ends a run that was not finished: PowerShell calls Dispose also where EndProcessing is skipped.</summary>
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
                // Cancelled first: a worker that learns of the abandoned message shall see the token set already.
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

        // Closed means ended. Looked at, so that it is not reported as unobserved.
        _ = _worker.Exception;
        if (_stop.IsCancellationRequested)
        {
            _cmdlet?.SayLastWord();
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
            // A callback of the worker's failed. The exception that ends the run is another one, and came first.
        }
    }
}
