using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using ConstantContact.PowerShell.Isolation;

namespace ConstantContact.PowerShell.Emulation;

/// <summary>
/// The emulators that each runspace has started. They end when the runspace is closed or the module is removed from it.
/// When its process ends, they end with their input.
/// </summary>
internal static class SessionEmulators
{
    private static readonly ConditionalWeakTable<Runspace, List<CcEmulator>> ByRunspace = new();

    static SessionEmulators() => RemovalNotice.Subscribe(EndAll);

    /// <summary>Call this, like all other members, on the pipeline thread.</summary>
    internal static IReadOnlyList<CcEmulator> Current
    {
        get
        {
            var emulators = Of(Runspace.DefaultRunspace);
            lock (emulators)
            {
                return [.. emulators];
            }
        }
    }

    internal static bool Add(CcEmulator emulator)
    {
        if (Runspace.DefaultRunspace is not { } runspace)
        {
            return false;
        }

        if (!ByRunspace.TryGetValue(runspace, out _))
        {
            runspace.StateChanged += static (sender, change) =>
            {
                if (change.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
                {
                    EndAll((Runspace)sender!);
                }
            };
        }

        var emulators = Of(runspace);
        lock (emulators)
        {
            emulators.Add(emulator);
        }

        return true;
    }

    internal static bool Remove(CcEmulator emulator)
    {
        var emulators = Of(Runspace.DefaultRunspace);
        lock (emulators)
        {
            return emulators.Remove(emulator);
        }
    }

    internal static void EndAll(Runspace? runspace)
    {
        var emulators = Of(runspace);
        CcEmulator[] ending;
        lock (emulators)
        {
            ending = [.. emulators];
            emulators.Clear();
        }

        foreach (var emulator in ending)
        {
            emulator.End();
        }
    }

    private static List<CcEmulator> Of(Runspace? runspace) =>
        runspace is null ? [] : ByRunspace.GetOrCreateValue(runspace);
}
