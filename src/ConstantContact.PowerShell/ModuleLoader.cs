using System.Management.Automation;
using System.Management.Automation.Runspaces;
using ConstantContact.PowerShell.Isolation;

namespace ConstantContact.PowerShell;

/// <summary>
/// Called by PowerShell on import and removal: keeps the way to <c>ConstantContact.Core</c> and its dependencies open
/// for as long as one runspace has the module. Must load without Core, since it is what makes Core loadable.
/// </summary>
public sealed class ModuleLoader : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    public void OnImport() => DependencyRouter.Instance.Open(Runspace.DefaultRunspace);

    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        RemovalNotice.Raise(Runspace.DefaultRunspace);
        DependencyRouter.Instance.Close(Runspace.DefaultRunspace);
    }
}
