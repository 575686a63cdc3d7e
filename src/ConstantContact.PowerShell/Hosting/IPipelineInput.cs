namespace ConstantContact.PowerShell.Hosting;

/// <summary>The side of a <see cref="PipelineInput{T}"/> that needs no knowledge of what flows through it.</summary>
internal interface IPipelineInput
{
    bool HasRoom { get; }

    /// <summary>Called, on the worker's thread, whenever an item was taken.</summary>
    void OnTaken(Action taken);

    void Complete();
}
