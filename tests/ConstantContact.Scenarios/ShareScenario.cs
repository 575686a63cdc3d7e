using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Limits;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Scenarios;

/// <summary>
/// How much of one allowance several processes use together, and how often they are throttled: each a process with the
/// module, all sending at once. Arguments: processes, requests in all, rate, window (sliding or fixed), a 429 after so
/// many requests (0: none).
/// </summary>
internal static class ShareScenario
{
    public static async Task RunAsync(string[] args)
    {
        int processes = Number(args, 0, 8);
        int requests = Number(args, 1, 2000);
        int rate = Number(args, 2, 40);
        RateWindow window = args.Length > 3 && args[3] == "fixed" ? RateWindow.Fixed : RateWindow.Sliding;
        int throttleAfter = Number(args, 4, 0);
        await using EmulatorHost emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Members = requests / processes,
                Rate = rate,
                Window = window,
                Quota = 0,
            }
        );
        Process[] workers =
        [
            .. Enumerable.Range(0, processes).Select(_ => Start(emulator.BaseUri, rate, requests / processes)),
        ];
        try
        {
            // All are up and connected before the first request.
            foreach (Process worker in workers)
            {
                await Expect(worker, "ready");
            }

            if (throttleAfter > 0)
            {
                emulator.Faults.Add("GET /v3/*", "throttle", after: throttleAfter);
            }

            foreach (Process worker in workers)
            {
                await worker.StandardInput.WriteLineAsync("go");
            }

            List<string> answers = [];
            foreach (Process worker in workers)
            {
                answers.Add(await Expect(worker, "done"));
            }

            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{processes} processes, {rate}/s, {window} window")
            );
            AllowanceUse.Report(emulator.Requests.Entries, rate);
            Console.WriteLine(string.Join("; ", answers));
        }
        finally
        {
            foreach (Process worker in workers)
            {
                if (!worker.HasExited)
                {
                    worker.Kill();
                }

                worker.Dispose();
            }
        }
    }

    /// <summary>One of the processes.</summary>
    public static Task WorkAsync(string[] args)
    {
        int rate = Number(args, 1, 40);
        int requests = Number(args, 2, 250);
        using ModuleShell module = new(new Uri(args[0]), rate);
        Console.WriteLine("ready");
        _ = Console.ReadLine();

        // As many at a time as a run of updates has; one request for each, whether there is such a contact or not. The
        // last result is the run's account.
        using PowerShell shell = module.Script(
            """
            param($requests)
            1..$requests | ForEach-Object { "member$_@example.com" } | Update-CcContact -FirstName 'Same' -WhatIf -PassThru -ErrorAction SilentlyContinue | ForEach-Object { $n++ }
            $n - 1
            """
        );
        long sent = Convert.ToInt64(
            shell.AddArgument(requests).Invoke().LastOrDefault()?.BaseObject ?? 0,
            CultureInfo.InvariantCulture
        );
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"done {sent} rows"));
        return Task.CompletedTask;
    }

    private static Process Start(Uri baseUri, int rate, int requests)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (System.IO.Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ShareScenario).Assembly.Location);
        }

        foreach (
            string argument in (string[])
                [
                    "share-worker",
                    baseUri.AbsoluteUri,
                    rate.ToString(CultureInfo.InvariantCulture),
                    requests.ToString(CultureInfo.InvariantCulture),
                ]
        )
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task<string> Expect(Process worker, string word)
    {
        while (await worker.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(word, StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException($"A worker ended before it said '{word}'.");
    }

    private static int Number(string[] args, int index, int otherwise) =>
        index < args.Length ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
}
