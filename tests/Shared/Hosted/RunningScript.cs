using System;
using System.Management.Automation;
using System.Threading.Tasks;

namespace ConstantContact.Tests.Hosted;

/// <summary>A script that is under way, to be stopped as by Ctrl+C.</summary>
public sealed class RunningScript
{
    private readonly System.Management.Automation.PowerShell _shell;

    internal RunningScript(System.Management.Automation.PowerShell shell, Task<ScriptResult> result)
    {
        _shell = shell;
        Result = result;
    }

    /// <summary>Never faults: an exception is the result's <see cref="ScriptResult.Terminating"/>.</summary>
    public Task<ScriptResult> Result { get; }

    /// <summary>Returns when the pipeline has ended.</summary>
    public async Task StopAsync()
    {
        await Task.Factory.FromAsync(_shell.BeginStop(null, null), _shell.EndStop);
        await Result;
    }
}
