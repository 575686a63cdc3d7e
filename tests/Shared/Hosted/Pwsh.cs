using System;
using System.Diagnostics;
using System.IO;

namespace ConstantContact.Tests.Hosted;

/// <summary>The PowerShell of the NuGet package: no other has to be on the machine.</summary>
internal static class Pwsh
{
    /// <summary>
    /// A process with redirected streams that is still to be started; a signal to it is one to PowerShell.
    /// </summary>
    public static ProcessStartInfo Start(params string[] arguments)
    {
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        ProcessStartInfo start = new(
            dotnet,
            ["exec", "--roll-forward", "Major", TestFiles.Pwsh, "-NoProfile", .. arguments]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";

        // Profiles for faster code do not pay in processes that live for seconds.
        start.Environment["DOTNET_TieredPGO"] = "0";

        // The pwsh that it starts itself, for jobs, is a program that has to find .NET.
        if (Path.GetDirectoryName(dotnet) is { Length: > 0 } root)
        {
            start.Environment["DOTNET_ROOT"] = root;
        }

        return start;
    }
}
