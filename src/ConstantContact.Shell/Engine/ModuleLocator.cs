using System;
using System.IO;

namespace ConstantContact.Shell.Engine;

/// <summary>Finds the built module: the shell imports what a user would install, never a project's bin folder.</summary>
internal static class ModuleLocator
{
    public static string Manifest()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "CcPowerShell.sln")))
            {
                continue;
            }

            var manifest = Path.Combine(folder.FullName, "output", "ConstantContact", "ConstantContact.psd1");
            return File.Exists(manifest)
                ? manifest
                : throw new FileNotFoundException($"The module is not built: '{manifest}' is missing. Run: dotnet build '{Path.Combine(folder.FullName, "CcPowerShell.sln")}'");
        }

        throw new DirectoryNotFoundException($"No CcPowerShell.sln in '{AppContext.BaseDirectory}' or any folder above it: the shell runs from a clone of the repository.");
    }
}
