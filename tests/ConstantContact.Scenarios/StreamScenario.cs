using System;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Tasks;

namespace ConstantContact.Scenarios;

/// <summary>
/// Contacts through <c>Get-CcContact</c>, against reading the same pages with <c>HttpClient</c> and
/// <c>JsonDocument</c>. Arguments: contacts, rounds.
/// </summary>
internal static class StreamScenario
{
    public static async Task RunAsync(string[] args)
    {
        int contacts = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 100_000;
        int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
        using EmulatorProcess emulator = await EmulatorProcess.StartAsync(
            "--members",
            contacts.ToString(CultureInfo.InvariantCulture),
            "--rate",
            "0",
            "--quota",
            "0"
        );
        using ModuleShell module = new(emulator.BaseUri, 1000);
        for (int round = 0; round <= rounds; round++)
        {
            (TimeSpan bare, long bareCount) = await BareAsync(emulator.BaseUri);
            long started = Stopwatch.GetTimestamp();
            using PowerShell shell = module.Script("Get-CcContact -Status all");
            Counter counter = new();
            shell.Invoke(input: null, counter);
            TimeSpan ours = Stopwatch.GetElapsedTime(started);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(round == 0 ? "warm-up" : $"round {round}")}: bare {bareCount} in {bare.TotalSeconds:F2} s, Get-CcContact {counter.Taken} in {ours.TotalSeconds:F2} s: {bare / ours:P0} of the bare reader's speed"
                )
            );
        }
    }

    private static async Task<(TimeSpan Elapsed, long Count)> BareAsync(Uri baseUri)
    {
        using HttpClient http = new();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "emulator");
        long started = Stopwatch.GetTimestamp();
        long count = 0;
        string? path =
            "/v3/contacts?limit=500&status=all&include=custom_fields,list_memberships,phone_numbers,street_addresses,taggings,notes";
        while (path is not null)
        {
            using HttpResponseMessage response = await http.GetAsync(
                new Uri(baseUri, path),
                HttpCompletionOption.ResponseHeadersRead
            );
            await using System.IO.Stream stream = await response.Content.ReadAsStreamAsync();
            using JsonDocument page = await JsonDocument.ParseAsync(stream);
            count += page.RootElement.GetProperty("contacts").GetArrayLength();
            path =
                page.RootElement.TryGetProperty("_links", out JsonElement links)
                && links.TryGetProperty("next", out JsonElement next)
                    ? next.GetProperty("href").GetString()
                    : null;
        }

        return (Stopwatch.GetElapsedTime(started), count);
    }

    /// <summary>The end of the pipeline, which counts and keeps nothing.</summary>
    private sealed class Counter : Collection<PSObject>
    {
        public long Taken { get; private set; }

        protected override void InsertItem(int index, PSObject item) => Taken++;
    }
}
