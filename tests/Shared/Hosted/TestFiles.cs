using System;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ConstantContact.Tests.Hosted;

/// <summary>Where the built module and the files around the tests are.</summary>
public static class TestFiles
{
    public static string RepositoryRoot { get; } = FindRoot();

    /// <summary>The module as a user gets it; the tests know no other.</summary>
    public static string ModuleFolder => Path.Combine(RepositoryRoot, "output", "ConstantContact");

    public static string Manifest => Path.Combine(ModuleFolder, "ConstantContact.psd1");

    public static string ProbeCmdlets => Named(nameof(ProbeCmdlets));

    public static string IsolationProbe => Named(nameof(IsolationProbe));

    public static string TokenKeeper => Named(nameof(TokenKeeper));

    public static string Shell => Named(nameof(Shell));

    /// <summary>pwsh.dll.</summary>
    public static string Pwsh => Named(nameof(Pwsh));

    /// <summary>Pester's manifest.</summary>
    public static string Pester => Named(nameof(Pester));

    public static string OlderPolly => Named(nameof(OlderPolly));

    public static string Net472References => Named(nameof(Net472References));

    public static string PowerShellStandard => Named(nameof(PowerShellStandard));

    /// <summary>The module's data folder of this run: not the user's, and no other run's.</summary>
    public static string DataFolder { get; } = Directory.CreateTempSubdirectory("cc-home-").FullName;

    [ModuleInitializer]
    internal static void SetEnvironment()
    {
        // Read by the engine once, when its first runspace is made.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Environment.SetEnvironmentVariable("CONSTANTCONTACT_HOME", DataFolder);

        // For the examples of the help pages.
        Environment.SetEnvironmentVariable(
            "CONSTANTCONTACT_EMULATOR",
            Path.Combine(AppContext.BaseDirectory, "ConstantContact.Emulator.dll")
        );
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Directory.Delete(DataFolder, recursive: true);
    }

    private static string Named(string name) =>
        Path.GetFullPath(
            typeof(TestFiles)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(a => a.Key == name)
                .Value!
        );

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CcPowerShell.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No CcPowerShell.sln above {AppContext.BaseDirectory}.");
    }
}
