using System;

namespace ConstantContact.Shell.StandIns.Support;

/// <summary>Marks a cmdlet that stands in for one of pwsh's, whose own assembly is in no package.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class StandInAttribute(string module) : Attribute
{
    public const string Utility = "Microsoft.PowerShell.Utility";
    public const string Management = "Microsoft.PowerShell.Management";
    public const string Security = "Microsoft.PowerShell.Security";

    /// <summary>The module that has the real one.</summary>
    public string Module { get; } = module;

    /// <summary>What the real one can do and this one cannot.</summary>
    public string Lacks { get; init; } = "nothing that is known";
}
