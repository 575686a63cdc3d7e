using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Scenarios;

/// <summary>
/// How much of the allowance a run of updates uses, and whether it is ever throttled: 1,000 contacts over a latency of
/// 400 ms at 4 requests a second, run ten times as fast (40 ms, 40/s). Arguments: contacts, latency in ms, rate.
/// </summary>
internal static class PaceScenario
{
    public static async Task RunAsync(string[] args)
    {
        int contacts = Number(args, 0, 1000);
        int latency = Number(args, 1, 40);
        int rate = Number(args, 2, 40);
        await using EmulatorHost emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Members = contacts * 2,
                Rate = rate,
                Quota = 0,
                Latency = TimeSpan.FromMilliseconds(latency),
            }
        );
        string[] addresses =
        [
            .. emulator
                .State.Contacts.Where(c =>
                    c["deleted_at"] is null && (string?)c["email_address"]?["permission_to_send"] != "unsubscribed"
                )
                .Select(c => (string?)c["email_address"]?["address"])
                .OfType<string>()
                .Take(contacts),
        ];

        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        shell
            .AddScript(
                """
                param($manifest, $base, $rate, $addresses)
                $ErrorActionPreference = 'Stop'
                Import-Module $manifest
                $env:CONSTANTCONTACT_ACCESS_TOKEN = 'emulator'
                $env:CONSTANTCONTACT_BASE_URL = $base
                Connect-CcAccount -FromEnvironment -RequestsPerSecond $rate -RequestsPerDay 1000000
                $addresses | ForEach-Object { [pscustomobject]@{ email = $_; job_title = 'Paced' } } | Update-CcContact -PassThru
                """
            )
            .AddArgument(Repository.Manifest)
            .AddArgument(emulator.BaseUri.AbsoluteUri)
            .AddArgument(rate)
            .AddArgument(addresses);
        long started = Stopwatch.GetTimestamp();
        PSObject summary = shell.Invoke().Last();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);

        int requests = emulator.Requests.Count;
        Console.WriteLine(summary.ToString());
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"contacts {addresses.Length}, latency {latency} ms, allowance {rate}/s"
            )
        );
        AllowanceUse.Report(emulator.Requests.Entries, rate);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds:F2} s with start-up"));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"one after another it would take at least {requests * (double)latency / 1000:F1} s in latency alone"
            )
        );
        foreach (ErrorRecord error in shell.Streams.Error)
        {
            Console.WriteLine($"error: {error}");
        }
    }

    private static int Number(string[] args, int index, int otherwise) =>
        index < args.Length ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
}
