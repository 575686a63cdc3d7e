using ConstantContact.PowerShell.Hosting;

namespace ConstantContact.PowerShell.Bases;

/// <summary>
/// A cmdlet whose records overlap: one worker for the whole pipeline, started before the first record, fed by each and
/// finished after the last. A leaf owns a <see cref="PipelineInput{T}"/>, reads each record into something of its own in
/// <see cref="ReadRecord"/> (on the pipeline thread, where the parameters are bound) and hands it over with
/// <see cref="Feed{T}"/>.
/// </summary>
public abstract class StreamingCmdlet : RunCmdlet
{
    private RecordPump? _pump;

    private protected StreamingCmdlet()
    {
    }

    /// <summary>The leaf's input; the same object for the cmdlet's life.</summary>
    private protected abstract IPipelineInput Input { get; }

    private protected sealed override bool EveryErrorEndsTheRun => true;

    /// <summary>On the pipeline thread: makes input of the record that is bound now.</summary>
    private protected abstract void ReadRecord();

    /// <summary>
    /// The worker, on the pool. Reports each record's failure itself (<see cref="CmdletOutput.WriteErrorAsync"/>): an exception
    /// that leaves this ends the run. One that returns early leaves the rest of the input unread.
    /// </summary>
    private protected abstract Task RunAsync(CmdletOutput output, CancellationToken cancellationToken);

    /// <summary>Gives the worker an item; while its input is full, what it has to say is written.</summary>
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
