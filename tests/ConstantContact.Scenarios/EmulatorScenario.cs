using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Threading.Tasks;

namespace ConstantContact.Scenarios;

/// <summary>
/// The emulator in a process of its own with many members: how soon it listens, how much memory it takes, and how long
/// it is to page through all members, once as they are and once with every sub-resource. Arguments: members.
/// </summary>
internal static class EmulatorScenario
{
    public static async Task RunAsync(string[] arguments)
    {
        string members = arguments.Length > 0 ? arguments[0] : "1000000";
        Stopwatch watch = Stopwatch.StartNew();
        using EmulatorProcess emulator = await EmulatorProcess.StartAsync(
            "--members",
            members,
            "--rate",
            "0",
            "--quota",
            "0"
        );
        Say(
            $"{members} members: listens after {watch.Elapsed.TotalSeconds:F1} s, working set {MegaBytes(emulator)} MB"
        );
        using HttpClient http = new() { BaseAddress = emulator.Root };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "emulator");
        await PageAsync(http, emulator, "/v3/contacts?status=all&limit=500");
        await PageAsync(
            http,
            emulator,
            "/v3/contacts?status=all&limit=500&include=custom_fields,list_memberships,phone_numbers,street_addresses,taggings,notes"
        );
    }

    private static async Task PageAsync(HttpClient http, EmulatorProcess emulator, string path)
    {
        Stopwatch watch = Stopwatch.StartNew();
        int contacts = 0;
        int pages = 0;
        for (string? next = path; next is not null; pages++)
        {
            await using Stream body = await http.GetStreamAsync(new Uri(next, UriKind.Relative));
            using JsonDocument page = await JsonDocument.ParseAsync(body);
            contacts += page.RootElement.GetProperty("contacts").GetArrayLength();
            next = page.RootElement.TryGetProperty("_links", out JsonElement links)
                ? links.GetProperty("next").GetProperty("href").GetString()
                : null;
        }

        Say(
            $"{contacts} contacts in {pages} pages, {watch.Elapsed.TotalSeconds:F1} s, working set {MegaBytes(emulator)} MB ({path.Split('&')[^1]})"
        );
    }

    private static string MegaBytes(EmulatorProcess emulator) =>
        (emulator.WorkingSetBytes >> 20).ToString(CultureInfo.InvariantCulture);

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
