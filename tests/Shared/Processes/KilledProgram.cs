using System;
using System.Collections.Generic;
using System.Diagnostics;

namespace ConstantContact.Tests.Processes;

/// <summary>A .NET program that a test starts and may kill.</summary>
internal static class KilledProgram
{
    /// <param name="program">The path of its dll.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo StartInfo(string program, IEnumerable<string> arguments)
    {
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
        return start;
    }
}
