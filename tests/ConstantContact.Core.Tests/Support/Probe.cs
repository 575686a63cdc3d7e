using System.Diagnostics;
using System.Linq;
using System.Reflection;
using ConstantContact.Tests.Processes;

namespace ConstantContact.Core.Tests.Support;

/// <summary>The programs in tests/Fixtures that tests start and kill.</summary>
internal static class Probe
{
    /// <param name="name">The key of the assembly's metadata that has the path of the program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Process Start(string name, params string[] arguments)
    {
        var program = typeof(Probe)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(a => a.Key == name)
            .Value!;
        return Process.Start(KilledProgram.StartInfo(program, arguments))!;
    }
}
