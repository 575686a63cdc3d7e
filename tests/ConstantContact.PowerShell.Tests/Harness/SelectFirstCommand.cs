using System;
using System.Management.Automation;
using System.Reflection;

namespace ConstantContact.PowerShell.Tests.Harness;

/// <summary>
/// Stands in for <c>Select-Object -First N</c>, which lives in the Utility module: stops the cmdlets before it with the
/// engine's own exception, which is internal.
/// </summary>
[Cmdlet(VerbsCommon.Select, "First")]
public sealed class SelectFirstCommand : PSCmdlet
{
    private static readonly ConstructorInfo StopUpstream = typeof(PSCmdlet).Assembly
        .GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!
        .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)[0];

    private int _left;

    [Parameter(Mandatory = true, Position = 0)]
    public int Count { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    protected override void BeginProcessing() => _left = Count;

    protected override void ProcessRecord()
    {
#pragma warning disable RS0030 // A cmdlet of the engine's kind, not of the module's.
        WriteObject(InputObject);
#pragma warning restore RS0030
        if (--_left == 0)
        {
            throw (Exception)StopUpstream.Invoke([this]);
        }
    }
}
