using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using ConstantContact.Tests.Shared;

namespace ConstantContact.Scenarios;

/// <summary>
/// What an import costs a script, in a real <c>pwsh</c>, which has to be on the PATH: rows from <c>Import-Csv</c> piped
/// into <c>Import-CcContactBulk</c> against <c>Import-Csv</c> alone, and the import of the file itself against a script
/// that makes the bodies with <c>Import-Csv | ConvertTo-Json</c>. The imports are previews: all rows are read, judged,
/// chunked and encoded, and nothing is sent. Arguments: rows, rounds.
/// </summary>
internal static class PipelineScenario
{
    private const string Script = """
        $ErrorActionPreference = 'Stop'
        Import-Module $env:CC_MANIFEST
        Connect-CcAccount -FromEnvironment -RequestsPerSecond 100 -RequestsPerDay 1000000
        $null = New-CcList -Name Pipeline
        $file = $env:CC_ROWS
        function Measure-Seconds([scriptblock] $Work) {
            [GC]::Collect()
            $watch = [Diagnostics.Stopwatch]::StartNew()
            & $Work *> $null
            $watch.Elapsed.TotalSeconds.ToString('F3', [cultureinfo]::InvariantCulture)
        }
        for ($round = 0; $round -le [int]$env:CC_ROUNDS; $round++) {
            $seconds = @(
                Measure-Seconds { Import-Csv $file }
                Measure-Seconds { Import-Csv $file | Import-CcContactBulk -List Pipeline -WhatIf }
                Measure-Seconds { Import-Csv $file | ConvertTo-Json -Compress }
                Measure-Seconds { Import-CcContactBulk -Path $file -List Pipeline -WhatIf }
            )
            [Console]::WriteLine('= ' + ($seconds -join ' '))
        }
        """;

    public static async Task RunAsync(string[] args)
    {
        int rows = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        string rounds = args.Length > 1 ? args[1] : "3";
        string folder = Directory.CreateTempSubdirectory("cc-pipeline-").FullName;
        try
        {
            string file = Path.Combine(folder, "rows.csv");
            InventedRows.Write(file, rows);
            using EmulatorProcess emulator = await EmulatorProcess.StartAsync("--rate", "0", "--quota", "0");
            ProcessStartInfo start = new("pwsh", ["-NoProfile", "-NonInteractive", "-Command", Script])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            foreach (
                (string name, string value) in new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["CC_MANIFEST"] = Repository.Manifest,
                    ["CC_ROWS"] = file,
                    ["CC_ROUNDS"] = rounds,
                    ["CONSTANTCONTACT_HOME"] = folder,
                    ["CONSTANTCONTACT_BASE_URL"] = emulator.BaseUri.AbsoluteUri,
                    ["CONSTANTCONTACT_ACCESS_TOKEN"] = "emulator",
                }
            )
            {
                start.Environment[name] = value;
            }

            using Process pwsh = Process.Start(start) ?? throw new InvalidOperationException("pwsh did not start.");
            Say($"{rows} rows of 12 columns, {new FileInfo(file).Length / 1e6:F0} MB");
            int round = 0;
            while (await pwsh.StandardOutput.ReadLineAsync() is { } line)
            {
                // Between them, the previews say what they would do.
                if (!line.StartsWith("= ", StringComparison.Ordinal))
                {
                    continue;
                }

                double[] seconds = [.. line[2..].Split(' ').Select(s => double.Parse(s, CultureInfo.InvariantCulture))];
                string name =
                    round++ == 0 ? "warm-up" : string.Create(CultureInfo.InvariantCulture, $"round {round - 1}");
                Say(
                    $"{name}: Import-Csv {seconds[0]:F2} s, into Import-CcContactBulk {seconds[1]:F2} s: {seconds[1] / seconds[0]:F2} times; Import-Csv | ConvertTo-Json {seconds[2]:F2} s, Import-CcContactBulk -Path {seconds[3]:F3} s: {seconds[2] / seconds[3]:F0} times as fast"
                );
            }

            await pwsh.WaitForExitAsync();
            if (pwsh.ExitCode != 0)
            {
                throw new InvalidOperationException("pwsh failed.");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
