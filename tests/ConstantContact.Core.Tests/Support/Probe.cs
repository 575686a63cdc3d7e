using System;
using System.Diagnostics;
using System.Linq;
using System.Reflection;

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
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["exec", program, .. arguments]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };

        // A process that is killed would leave its pipes for debuggers in the temporary folder.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return Process.Start(start)!;
    }
}
