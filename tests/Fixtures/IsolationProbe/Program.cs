using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using System.Runtime.Loader;

// Usage: IsolationProbe MANIFEST SCRIPT [ASSEMBLY-LOADED-BEFORE]... Prints one line for each assembly of interest:
// name, context, file version; what Core's context makes of "Polly.Core"; and how many handlers of the module's the
// default context has.
Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
foreach (string early in args.Skip(2))
{
    AssemblyLoadContext.Default.LoadFromAssemblyPath(early);
}

using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
using PowerShell shell = PowerShell.Create(runspace);
shell
    .AddScript(
        "param($manifest, $script) $ErrorActionPreference = 'Stop'; Import-Module $manifest; & ([scriptblock]::Create($script))"
    )
    .AddArgument(args[0])
    .AddArgument(args[1]);
try
{
    foreach (PSObject item in shell.Invoke())
    {
        Console.WriteLine($"output|{item}");
    }
}
catch (RuntimeException e)
{
    Console.WriteLine($"failed|{e.Message}");
}

string[] watched = ["ConstantContact.Core", "Polly.Core", "Sylvan.Data.Csv"];
foreach (AssemblyLoadContext context in AssemblyLoadContext.All)
{
    foreach (Assembly assembly in context.Assemblies.Where(a => watched.Contains(a.GetName().Name)))
    {
        Console.WriteLine($"loaded|{context.Name}|{Describe(assembly)}");
    }
}

foreach (AssemblyLoadContext context in AssemblyLoadContext.All)
{
    if (context.Assemblies.FirstOrDefault(a => a.GetName().Name == "ConstantContact.Core") is { } core)
    {
        AssemblyName polly = core.GetReferencedAssemblies().Single(r => r.Name == "Polly.Core");
        Console.WriteLine($"bound|{context.Name}|{Describe(context.LoadFromAssemblyName(polly))}");
    }
}

// The field of the event is internal to the runtime, but nothing else shows the handlers.
Delegate? resolving = (Delegate?)
    typeof(AssemblyLoadContext)
        .GetField("_resolving", BindingFlags.Instance | BindingFlags.NonPublic)!
        .GetValue(AssemblyLoadContext.Default);
int handlers =
    resolving
        ?.GetInvocationList()
        .Count(h => h.Method.DeclaringType?.Assembly.GetName().Name == "ConstantContact.PowerShell")
    ?? 0;
Console.WriteLine($"hooks|{handlers}");
return 0;

static string Describe(Assembly assembly) =>
    $"{assembly.GetName().Name}|{assembly.GetName().Version}|{assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()?.Version}";
