#if !NET
using System;
using System.Reflection;

namespace ConstantContact.PowerShell.Isolation;

/// <summary>
/// Windows PowerShell 5.1: there are no load contexts, and powershell.exe reads no binding redirects of ours, so that
/// references to lower versions than we ship fail to bind. This answers them, for us alone.
/// </summary>
internal sealed class AssemblyResolveHook : IDependencyHook
{
    private readonly ShippedAssemblies _shipped;

    internal AssemblyResolveHook(string directory) => _shipped = new ShippedAssemblies(directory);

    public void Attach() => AppDomain.CurrentDomain.AssemblyResolve += Resolve;

    public void Detach() => AppDomain.CurrentDomain.AssemblyResolve -= Resolve;

    // LoadFrom, never LoadFile: the latter loads a second copy of what is there already, whose types are different
    // types.
    private Assembly? Resolve(object sender, ResolveEventArgs args) =>
        _shipped.Answer(new AssemblyName(args.Name), LocationOf(args.RequestingAssembly)) is { } path
            ? Assembly.LoadFrom(path)
            : null;

    private static string? LocationOf(Assembly? requester) =>
        requester is null ? null
        : requester.IsDynamic ? ""
        : requester.Location;
}
#endif
