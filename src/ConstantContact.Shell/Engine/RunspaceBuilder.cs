using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using System.Reflection;
using ConstantContact.Shell.StandIns.Support;
using Microsoft.PowerShell;

namespace ConstantContact.Shell.Engine;

internal static class RunspaceBuilder
{
    /// <summary>Every stand-in: the type, its attributes.</summary>
    public static IReadOnlyList<(Type Type, string Name, StandInAttribute StandIn)> StandIns { get; } =
    [
        .. typeof(RunspaceBuilder).Assembly.GetTypes()
            .Where(type => type.IsDefined(typeof(StandInAttribute), inherit: false))
            .Select(type => (type, Name(type.GetCustomAttribute<CmdletAttribute>()!), type.GetCustomAttribute<StandInAttribute>()!))
            .OrderBy(standIn => standIn.Item2, StringComparer.Ordinal),
    ];

    public static Runspace Open(PSHost host)
    {
        var state = InitialSessionState.CreateDefault2();
        foreach (var (type, name, _) in StandIns)
        {
            // Never in the place of the real one, should a later engine package bring it.
            if (state.Commands[name].Count == 0)
            {
                state.Commands.Add(new SessionStateCmdletEntry(name, type, helpFileName: null));
            }
        }

        state.Commands.Add(new SessionStateCmdletEntry("Get-StandIn", typeof(GetStandInCommand), helpFileName: null));
        if (OperatingSystem.IsWindows())
        {
            // An engine without pwsh's configuration would run no script at all there.
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        }

        var runspace = RunspaceFactory.CreateRunspace(host, state);
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        return runspace;
    }

    private static string Name(CmdletAttribute cmdlet) => $"{cmdlet.VerbName}-{cmdlet.NounName}";
}
