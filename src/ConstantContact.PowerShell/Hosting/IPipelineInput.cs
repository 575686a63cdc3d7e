namespace ConstantContact.PowerShell.Hosting;

/// <summary>The part of <see cref="PipelineInput{T}"/> that does not depend on the item type.</summary>
internal interface IPipelineInput
{
    bool HasRoom { get; }

    /// <summary>Registers a callback, which runs on the worker's thread whenever an item was taken.</summary>
    void OnTaken(Action taken);

    void Complete();
}
