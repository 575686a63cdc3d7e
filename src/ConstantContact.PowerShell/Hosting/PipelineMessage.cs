namespace ConstantContact.PowerShell.Hosting;

/// <summary>Work that a worker queues for the pipeline thread without waiting for it.</summary>
internal class PipelineMessage
{
    private readonly Action _deliver;

    internal PipelineMessage(Action deliver) => _deliver = deliver;

    /// <summary>Runs on the pipeline thread. An exception from this method ends the run.</summary>
    internal virtual void Deliver() => _deliver();

    /// <summary>Called instead of <see cref="Deliver"/>, or after it threw an exception: the run is over.</summary>
    internal virtual void Abandon() { }
}
