namespace ConstantContact.PowerShell.Hosting;

/// <summary>Something that a worker wants done on the pipeline thread, without waiting for it.</summary>
internal class PipelineMessage
{
    private readonly Action _deliver;

    internal PipelineMessage(Action deliver) => _deliver = deliver;

    /// <summary>On the pipeline thread. What this throws ends the run.</summary>
    internal virtual void Deliver() => _deliver();

    /// <summary>Instead of <see cref="Deliver"/>, or after it threw: the run is over.</summary>
    internal virtual void Abandon()
    {
    }
}
