using System;
using System.IO;

namespace ConstantContact.Scenarios;

/// <summary>Where the built module and the probes are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Manifest => Path.Combine(Root, "output", "ConstantContact", "ConstantContact.psd1");

    /// <summary>The program of the tests that uses a shared allowance; built with this project.</summary>
    public static string AllowanceProbe =>
        Path.Combine(
            Root,
            "tests",
            "Fixtures",
            "AllowanceProbe",
            "bin",
            Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar))!),
            "net10.0",
            "AllowanceProbe.dll"
        );

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CcPowerShell.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName
            ?? throw new DirectoryNotFoundException("CcPowerShell.sln is in no folder above the scenarios.");
    }
}
