using System.Management.Automation.Runspaces;

namespace ConstantContact.PowerShell.Isolation;

/// <summary>
/// Tells what belongs to a runspace that the module is being removed from it. The loader must not name the types that
/// need this, because they need Core.
/// </summary>
internal static class RemovalNotice
{
    private static Action<Runspace?>? s_removing;

    /// <summary>Calls the action at each removal.</summary>
    internal static void Subscribe(Action<Runspace?> action) => s_removing += action;

    internal static void Raise(Runspace? runspace)
    {
        if (s_removing is { } removing)
        {
            removing(runspace);
        }
    }
}
