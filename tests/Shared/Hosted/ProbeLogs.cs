using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;

namespace ConstantContact.Tests.Hosted;

/// <summary>What the probe cmdlets wrote down; read past the engine, whose runspace may be busy.</summary>
internal static class ProbeLogs
{
    internal static IReadOnlyList<string> Of(string name)
    {
        Assembly probes = AssemblyLoadContext.Default.Assemblies.Single(a =>
            a.GetName().Name == "ConstantContact.ProbeCmdlets"
        );
        MethodInfo of = probes.GetType("ConstantContact.ProbeCmdlets.ProbeLog", throwOnError: true)!.GetMethod("Of")!;
        return ((IReadOnlyCollection<string>)of.Invoke(null, [name])!).ToArray();
    }
}
