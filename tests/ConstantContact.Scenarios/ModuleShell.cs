using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace ConstantContact.Scenarios;

/// <summary>A runspace with the built module, connected to an emulator.</summary>
internal sealed class ModuleShell : IDisposable
{
    private readonly Runspace _runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());

    public ModuleShell(Uri baseUri, int rate)
    {
        _runspace.Open();
        using PowerShell shell = Script(
            """
            param($manifest, $base, $rate)
            $ErrorActionPreference = 'Stop'
            Import-Module $manifest
            $env:CONSTANTCONTACT_ACCESS_TOKEN = 'emulator'
            $env:CONSTANTCONTACT_BASE_URL = $base
            Connect-CcAccount -FromEnvironment -RequestsPerSecond $rate -RequestsPerDay 1000000
            """
        );
        shell.AddArgument(Repository.Manifest).AddArgument(baseUri.AbsoluteUri).AddArgument(rate).Invoke();
    }

    /// <summary>To be disposed of by the caller.</summary>
    public PowerShell Script(string script)
    {
        var shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        return shell;
    }

    public void Dispose() => _runspace.Dispose();
}
