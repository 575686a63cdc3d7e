#if NET
using System.IO;
using System.Reflection;
using System.Runtime.Loader;

namespace ConstantContact.PowerShell.Isolation;

/// <summary>
/// The context that Core and everything behind it live in. There is one for the process: an assembly cannot be unloaded
/// from it.
/// </summary>
internal sealed class DependencyContext : AssemblyLoadContext
{
    private readonly string _directory;

    internal DependencyContext(string directory)
        : base("ConstantContact", isCollectible: false) => _directory = directory;

    /// <summary>Null where the file is missing, so that the runtime reports what it always does.</summary>
    internal Assembly? LoadGate(AssemblyName name) => Load(name);

    // The file beside, else null: the default context has the framework and nothing else of ours.
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var path = Path.Combine(_directory, assemblyName.Name + ".dll");
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }
}
#endif
