using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Scenarios;

/// <summary>
/// Processes that use the shared allowance are killed (SIGKILL), by turns while they hold its state and at a moment of
/// chance while they send. Says how long the next process took from its start to its first answered request, and what
/// is counted in the end against what arrived. Argument: kills.
/// </summary>
internal static class KillScenario
{
    public static async Task RunAsync(string[] args)
    {
        int kills = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100;
        await using EmulatorHost emulator = await EmulatorHost.StartAsync(new EmulatorOptions { Rate = 0, Quota = 0 });
        List<TimeSpan> starts = [];
        Random chance = new(1);
        for (int kill = 0; kill < kills; kill++)
        {
            bool holds = kill % 2 == 0;
            long started = Stopwatch.GetTimestamp();
            using Process process = Start(emulator.BaseUri, holds ? "hold" : "spend", holds ? 3 : 1_000_000);
            await process.StandardOutput.ReadLineAsync();
            starts.Add(Stopwatch.GetElapsedTime(started));
            if (holds)
            {
                while (await process.StandardOutput.ReadLineAsync() is { } line && line != "held") { }
            }
            else
            {
                await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(1, 120)), TimeProvider.System);
            }

            process.Kill();
            await process.WaitForExitAsync();
        }

        using Process reader = Start(emulator.BaseUri, "read", 0);
        long counted = long.Parse((await reader.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        await reader.WaitForExitAsync();
        int arrived = emulator.Requests.Count;
        TimeSpan[] later = [.. starts.Skip(1).Order()];
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{kills} kills, half of them of a holder; {arrived} requests arrived, {counted} counted ({counted - arrived} more), warnings of the last: {(reader.ExitCode == 0 ? "none" : "yes")}"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"from the start of a process to its first answer after a kill: median {later[later.Length / 2].TotalMilliseconds:F0} ms, longest {later[^1].TotalMilliseconds:F0} ms; the first process, after none: {starts[0].TotalMilliseconds:F0} ms"
            )
        );
    }

    private static Process Start(Uri baseUri, string what, int requests)
    {
        ProcessStartInfo start = new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        foreach (
            string argument in (string[])
                [
                    "exec",
                    Repository.AllowanceProbe,
                    what,
                    Environment.GetEnvironmentVariable("CONSTANTCONTACT_HOME")!,
                    baseUri.AbsoluteUri,
                    requests.ToString(CultureInfo.InvariantCulture),
                    "1000",
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
