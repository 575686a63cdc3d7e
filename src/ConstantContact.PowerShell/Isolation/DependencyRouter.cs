using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation.Runspaces;

namespace ConstantContact.PowerShell.Isolation;

/// <summary>
/// Hooks the runtime's resolve event while at least one runspace has the module, however often it was imported there.
/// A runspace that is closed without <c>Remove-Module</c> gives no notice, so the users are held weakly and looked
/// through on every change.
/// </summary>
internal sealed class DependencyRouter
{
    private readonly object _lock = new();
    private readonly List<WeakReference<Runspace>> _users = [];
    private readonly IDependencyHook _hook;
    private bool _open;

    internal DependencyRouter(IDependencyHook hook) => _hook = hook;

    internal static DependencyRouter Instance { get; } = new(CreateHook());

    internal void Open(Runspace? runspace)
    {
        lock (_lock)
        {
            Forget(runspace);
            if (runspace is not null)
            {
                _users.Add(new WeakReference<Runspace>(runspace));
            }

            if (!_open)
            {
                _hook.Attach();
                _open = true;
            }
        }
    }

    internal void Close(Runspace? runspace)
    {
        lock (_lock)
        {
            Forget(runspace);
            if (_open && _users.Count == 0)
            {
                _hook.Detach();
                _open = false;
            }
        }
    }

    private static IDependencyHook CreateHook()
    {
        var directory = Path.Combine(
            Path.GetDirectoryName(typeof(DependencyRouter).Assembly.Location)!,
            "dependencies"
        );
#if NET
        return new LoadContextHook(directory);
#else
        return new AssemblyResolveHook(directory);
#endif
    }

    private void Forget(Runspace? runspace) =>
        _users.RemoveAll(user =>
            !user.TryGetTarget(out var known)
            || ReferenceEquals(known, runspace)
            || known.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Closing or RunspaceState.Broken
        );
}
