using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Scenarios;

/// <summary>
/// Deleting, tagging and moving many contacts: the requests that it takes, against the least that the API allows. Fails
/// where one of them takes more than 1 % above. Arguments: contacts, requests a second.
/// </summary>
/// <remarks>
/// The least: a job takes 500 ids, and a list, or everybody, as one source; one page of the activities shows how 500
/// jobs ended, so that one look is enough if it comes late enough; a page shows 500 contacts, the only way to the ids
/// of addresses and to who is deleted or unsubscribed, which has to be known of everybody before he is put on a list;
/// one page shows all lists, one all tags.
/// </remarks>
internal static class LeastScenario
{
    private const int Page = 500;

    private const int Look = 1;

    private const int Names = 1;

    public static async Task RunAsync(string[] args)
    {
        int contacts = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10_000;
        int rate = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 4;
        int jobs = Pages(contacts);
        int all = contacts * 5 / 4;
        bool good = true;
        good &= await MeasureAsync(
            "delete by id",
            contacts,
            rate,
            "$ids | Remove-CcContact -Confirm:$false",
            _ => jobs + Look
        );
        good &= await MeasureAsync(
            "delete by address",
            contacts,
            rate,
            "$mails | Remove-CcContact -Confirm:$false",
            _ => Pages(all) + jobs + Look
        );
        good &= await MeasureAsync(
            "tag by id",
            contacts,
            rate,
            "$ids | Add-CcContactTag vip",
            _ => Names + jobs + Look
        );
        good &= await MeasureAsync(
            "tag all active",
            contacts,
            rate,
            "Add-CcContactTag vip -AllActive",
            static _ => Names + 1 + Look
        );
        good &= await MeasureAsync(
            "move by id",
            contacts,
            rate,
            "$ids | Add-CcListMember Press; $ids | Remove-CcListMember Members -Confirm:$false",
            who => Names + Pages(who.Held) + Pages(contacts - who.HeldAmongChosen) + Look + jobs + Look
        );
        good &= await MeasureAsync(
            "move whole list",
            contacts,
            rate,
            "Add-CcListMember Press -FromList Members; Remove-CcListMember Members -FromList Members -Confirm:$false",
            static _ => Names + 1 + 1 + Look + 1 + Look
        );
        if (!good)
        {
            throw new InvalidOperationException("More requests than the API needs.");
        }
    }

    private static async Task<bool> MeasureAsync(
        string name,
        int contacts,
        int rate,
        string script,
        Func<(int Held, int HeldAmongChosen), int> leastFor
    )
    {
        await using EmulatorHost emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Members = contacts * 5 / 4,
                Rate = rate,
                Quota = 0,
                LogBodyLimit = 0,
            }
        );
        JsonObject[] everybody = [.. emulator.State.Contacts];
        JsonObject[] alive =
        [
            .. everybody.Where(static c => c["deleted_at"] is null && c["email_address"] is not null),
        ];
        JsonObject[] chosen = [.. alive.TakeLast(contacts)];
        int held = everybody.Count(IsHeldBack);
        using ModuleShell module = new(emulator.BaseUri, rate);
        int before = emulator.Requests.Count;
        using PowerShell shell = module.Script($"param($ids, $mails) $ErrorActionPreference = 'Stop'; {script}");
        shell
            .AddArgument(chosen.Select(static c => (string)c["contact_id"]!).ToArray())
            .AddArgument(chosen.Select(static c => (string)c["email_address"]!["address"]!).ToArray())
            .Invoke();
        int requests = emulator.Requests.Count - before;
        int least = leastFor((held, chosen.Count(IsHeldBack)));
        int changed = emulator
            .State.Contacts.Zip(everybody)
            .Count(static pair => !JsonNode.DeepEquals(pair.First, pair.Second));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name, -18} {changed, 6} of {everybody.Length} contacts changed, {held} deleted or unsubscribed: {requests} requests, least {least} ({(requests - least) / (double)least:+0.0 %;-0.0 %;0 %})"
            )
        );
        foreach (
            IGrouping<string, string> kind in emulator
                .Requests.Entries.Skip(before)
                .Select(static r => $"{r.Method} {r.Path} {r.Status}")
                .GroupBy(static line => line, StringComparer.Ordinal)
        )
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"", -18} {kind.Count(), 6} {kind.Key}"));
        }

        return requests <= least * 1.01;
    }

    private static bool IsHeldBack(JsonObject contact) =>
        contact["deleted_at"] is not null || (string?)contact["email_address"]?["permission_to_send"] == "unsubscribed";

    private static int Pages(int contacts) => (contacts + Page - 1) / Page;
}
