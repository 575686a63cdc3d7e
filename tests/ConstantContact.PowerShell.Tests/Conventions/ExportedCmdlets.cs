using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using ConstantContact.Tests.Hosted;

namespace ConstantContact.PowerShell.Tests.Conventions;

/// <summary>
/// Every cmdlet that the module exports, as the engine sees it. A new one is in all convention tests at once.
/// </summary>
internal static class ExportedCmdlets
{
    private static readonly Lazy<IReadOnlyDictionary<string, CmdletInfo>> Read = new(Load);

    /// <summary>Verbs that do not change the account.</summary>
    private static readonly string[] ReadingVerbs =
    [
        "Get",
        "Test",
        "Compare",
        "Export",
        "Wait",
        "Connect",
        "Disconnect",
        "Start",
        "Stop",
    ];

    public static IReadOnlyDictionary<string, CmdletInfo> All => Read.Value;

    /// <summary>A plan is a file: to make one writes nothing to the account.</summary>
    public static IEnumerable<CmdletInfo> Writers =>
        All.Values.Where(c => !ReadingVerbs.Contains(c.Verb, StringComparer.Ordinal) && c.Name != "New-CcPlan");

    public static bool SupportsShouldProcess(this CmdletInfo cmdlet) => Attribute(cmdlet).SupportsShouldProcess;

    public static CmdletAttribute Attribute(this CmdletInfo cmdlet) =>
        (CmdletAttribute)System.Attribute.GetCustomAttribute(cmdlet.ImplementingType, typeof(CmdletAttribute))!;

    /// <summary>Its own parameters, without the common ones and those of ShouldProcess and paging.</summary>
    public static IEnumerable<ParameterMetadata> OwnParameters(this CmdletInfo cmdlet) =>
        cmdlet.Parameters.Values.Where(p =>
            cmdlet.ImplementingType.GetProperty(p.Name)?.DeclaringType?.Assembly == cmdlet.ImplementingType.Assembly
        );

    private static Dictionary<string, CmdletInfo> Load()
    {
        using ModuleHost host = ModuleHost.Open();
        Dictionary<string, CmdletInfo> cmdlets = host.Run("Get-Command -Module ConstantContact")
            .Succeeded()
            .Output.Select(c => (CmdletInfo)c.BaseObject)
            .ToDictionary(c => c.Name, StringComparer.Ordinal);
        foreach (CmdletInfo cmdlet in cmdlets.Values)
        {
            // Made on demand, for which the runspace must be open.
            _ = (cmdlet.Parameters, cmdlet.ParameterSets, cmdlet.OutputType);
        }

        return cmdlets;
    }
}
