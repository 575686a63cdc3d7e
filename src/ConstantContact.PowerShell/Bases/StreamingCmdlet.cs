using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A cmdlet whose records overlap. One worker serves the whole pipeline: it starts before the first record, gets each
/// record, and finishes after the last. A derived class owns a <see cref="PipelineInput{T}"/>. In
/// <see cref="ReadRecord"/> (on the pipeline thread, where the parameters are bound) it converts each record to an item
/// and passes it on with <see cref="Feed{T}"/>.
/// </summary>
public abstract class StreamingCmdlet : RunCmdlet
{
    private RecordPump? _pump;

    private protected StreamingCmdlet() { }

    /// <summary>The input of the derived class. The same object for the lifetime of the cmdlet.</summary>
    private protected abstract IPipelineInput Input { get; }

    private protected sealed override bool EveryErrorEndsTheRun => true;

    /// <summary>Creates input from the current record. Runs on the pipeline thread.</summary>
    private protected abstract void ReadRecord();

    /// <summary>
    /// The worker, which runs on the thread pool. It reports the failure of a record itself
    /// (<see cref="CmdletOutput.WriteErrorAsync"/>). An unhandled exception ends the run. If it returns early, the rest
    /// of the input is not read.
    /// </summary>
    private protected abstract Task RunAsync(CmdletOutput output, CancellationToken cancellationToken);

    /// <summary>Gives the worker an item. While its input is full, its output is written.</summary>
    private protected void Feed<T>(PipelineInput<T> input, T item)
    {
        if (_pump is not { } pump)
        {
            throw new InvalidOperationException("There is no run to feed.");
        }

        pump.Feed(input, item);
    }

    private protected sealed override void BeginRun() => _pump = new RecordPump(this, Input, RunAsync, StopToken);

    private protected sealed override void ProcessOne()
    {
        ReadRecord();
        _pump?.DrainReady();
    }

    private protected override void EndRun() => _pump?.Finish();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pump?.Dispose();
        }

        base.Dispose(disposing);
    }
}
