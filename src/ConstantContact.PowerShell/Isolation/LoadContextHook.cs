#if NET
using System;
using System.Reflection;
using System.Runtime.Loader;

namespace ConstantContact.PowerShell.Isolation;

/// <summary>
/// PowerShell 7: Core, and Core alone, is routed out of the default context. What Core needs is asked of its own
/// context from then on, so no other module's copy of Polly or Sylvan can get in, and ours gets in nobody's way.
/// </summary>
/// <remarks>https://learn.microsoft.com/powershell/scripting/dev-cross-plat/resolving-dependency-conflicts</remarks>
internal sealed class LoadContextHook : IDependencyHook
{
    private const string Gate = "ConstantContact.Core";

    private readonly DependencyContext _context;

    internal LoadContextHook(string directory) => _context = new DependencyContext(directory);

    public void Attach() => AssemblyLoadContext.Default.Resolving += Resolve;

    public void Detach() => AssemblyLoadContext.Default.Resolving -= Resolve;

    private Assembly? Resolve(AssemblyLoadContext context, AssemblyName name) =>
        string.Equals(name.Name, Gate, StringComparison.OrdinalIgnoreCase) ? _context.LoadGate(name) : null;
}
#endif
