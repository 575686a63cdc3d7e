using System.Management.Automation;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>
/// A worker that runs from before the first record until after the last one, and the input through which it receives
/// the records.
/// </summary>
/// <remarks>Call all members on the pipeline thread. Only the constructor's worker runs elsewhere.</remarks>
internal sealed class RecordPump : IDisposable
{
    private readonly IPipelineInput _input;
    private readonly PipelinePump _pump;

    internal RecordPump(
        Cmdlet cmdlet,
        IPipelineInput input,
        Func<CmdletOutput, CancellationToken, Task> work,
        CancellationToken stop
    )
    {
        _input = input;
        _pump = new PipelinePump(cmdlet, work, stop);
        _input.OnTaken(_pump.Wake);
    }

    /// <summary>Passes an item to the worker. Delivers the worker's messages while its input is full.</summary>
    /// <param name="input">The input that the worker reads.</param>
    /// <param name="item">The item that was read from a record.</param>
    internal void Feed<T>(PipelineInput<T> input, T item)
    {
        _pump.DrainUntil(() => _input.HasRoom);
        if (_pump.HasEnded)
        {
            // Report the worker's error now, not after a million more rows. A run that succeeded early needs no more
            // input.
            _pump.Finish();
            return;
        }

        input.Add(item);
    }

    internal void DrainReady() => _pump.DrainReady();

    /// <summary>Ends the input, waits for the worker, and rethrows its exception.</summary>
    internal void Finish()
    {
        _input.Complete();
        _pump.Finish();
    }

    public void Dispose() => _pump.Dispose();
}
