using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace ConstantContact.PowerShell.Session;

/// <summary>
/// The default connection of each runspace. There is no process-wide default, because two runspaces may use two
/// accounts, and a connection ends with its runspace.
/// </summary>
internal static class ConnectionStore
{
    private static readonly ConditionalWeakTable<Runspace, CcConnection> ByRunspace = new();

    /// <summary>Call on the pipeline thread. The thread pool has no default runspace.</summary>
    internal static CcConnection? Current =>
        Runspace.DefaultRunspace is { } runspace && ByRunspace.TryGetValue(runspace, out var connection)
            ? connection
            : null;

    internal static bool Set(CcConnection connection)
    {
        if (Runspace.DefaultRunspace is not { } runspace)
        {
            return false;
        }

        // AddOrUpdate does not exist on the .NET Framework.
        ByRunspace.Remove(runspace);
        ByRunspace.Add(runspace, connection);
        return true;
    }

    internal static bool Remove() => Runspace.DefaultRunspace is { } runspace && ByRunspace.Remove(runspace);
}
