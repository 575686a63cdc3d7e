using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace ConstantContact.Scenarios;

/// <summary>
/// Whole runs through the built module against the emulator, with figures. Not tests: nothing here passes or fails by
/// the clock of a busy machine. <c>dotnet run -c Release --project tests/ConstantContact.Scenarios -- NAME</c>
/// </summary>
internal static class Program
{
    private static readonly Dictionary<string, Func<string[], Task>> Scenarios = new(StringComparer.OrdinalIgnoreCase)
    {
        ["kill"] = KillScenario.RunAsync,
        ["least"] = LeastScenario.RunAsync,
        ["pace"] = PaceScenario.RunAsync,
        ["pipeline"] = PipelineScenario.RunAsync,
        ["share"] = ShareScenario.RunAsync,
        ["share-worker"] = ShareScenario.WorkAsync,
        ["stream"] = StreamScenario.RunAsync,
        ["emulator"] = EmulatorScenario.RunAsync,
    };

    private static async Task<int> Main(string[] args)
    {
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        if (args.Length == 0 || !Scenarios.TryGetValue(args[0], out Func<string[], Task>? scenario))
        {
            Console.Error.WriteLine(
                $"Usage: Scenarios NAME. Known: {string.Join(", ", Scenarios.Keys.OrderBy(k => k, StringComparer.Ordinal))}"
            );
            return 2;
        }

        // The module's data folder of this run, unless it is part of another one.
        string? given = Environment.GetEnvironmentVariable("CONSTANTCONTACT_HOME");
        string home = given ?? Directory.CreateTempSubdirectory("cc-home-").FullName;
        Environment.SetEnvironmentVariable("CONSTANTCONTACT_HOME", home);
        try
        {
            await scenario([.. args.Skip(1)]);
        }
        finally
        {
            if (given is null)
            {
                Directory.Delete(home, recursive: true);
            }
        }

        return 0;
    }
}
