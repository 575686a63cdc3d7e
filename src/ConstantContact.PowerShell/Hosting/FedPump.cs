using System.Management.Automation;

namespace ConstantContact.PowerShell.Hosting;

/// <summary>A worker that runs from before the first record until after the last, and the way by which the records reach it.</summary>
/// <remarks>All members but the constructor's worker are for the pipeline thread.</remarks>
internal sealed class FedPump : IDisposable
{
    private readonly IPipelineInput _input;
    private readonly PipelinePump _pump;

    internal FedPump(Cmdlet cmdlet, IPipelineInput input, Func<CmdletOutput, CancellationToken, Task> work, CancellationToken stop)
    {
        _input = input;
        _pump = new PipelinePump(cmdlet, work, stop);
        _input.OnTaken(_pump.Wake);
    }

    /// <summary>Gives the worker an item; while its input is full, what it has to say is written.</summary>
    /// <param name="input">The one that the worker reads.</param>
    /// <param name="item">What a record was read into.</param>
    internal void Feed<T>(PipelineInput<T> input, T item)
    {
        _pump.DrainUntil(() => _input.HasRoom);
        if (_pump.HasEnded)
        {
            // Its error now, not after a million more rows. A run that ended well early wants no more input.
            _pump.Finish();
            return;
        }

        input.Add(item);
    }

    internal void DrainReady() => _pump.DrainReady();

    /// <summary>No more comes: waits for the worker, and throws what it threw.</summary>
    internal void Finish()
    {
        _input.Complete();
        _pump.Finish();
    }

    public void Dispose() => _pump.Dispose();
}
