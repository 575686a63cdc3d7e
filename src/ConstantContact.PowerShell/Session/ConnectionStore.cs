using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace ConstantContact.PowerShell.Session;

/// <summary>
/// The default connection of each runspace. Not one for the process: two runspaces may well serve two accounts, and a
/// connection shall end with its runspace.
/// </summary>
internal static class ConnectionStore
{
    private static readonly ConditionalWeakTable<Runspace, CcConnection> ByRunspace = new();

    /// <summary>On the pipeline thread; on the pool there is no default runspace.</summary>
    internal static CcConnection? Current =>
        Runspace.DefaultRunspace is { } runspace && ByRunspace.TryGetValue(runspace, out CcConnection? connection) ? connection : null;

    internal static bool Set(CcConnection connection)
    {
        if (Runspace.DefaultRunspace is not { } runspace)
        {
            return false;
        }

        // AddOrUpdate is missing on .NET Framework.
        ByRunspace.Remove(runspace);
        ByRunspace.Add(runspace, connection);
        return true;
    }

    internal static bool Remove() => Runspace.DefaultRunspace is { } runspace && ByRunspace.Remove(runspace);
}
