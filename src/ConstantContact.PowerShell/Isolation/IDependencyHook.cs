namespace ConstantContact.PowerShell.Isolation;

/// <summary>A way to tell the runtime where our dependencies are; one per edition of PowerShell.</summary>
internal interface IDependencyHook
{
    void Attach();

    void Detach();
}
