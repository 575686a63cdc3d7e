using System.Text.Json.Nodes;
using ConstantContact.Emulator.Accounts;
using ConstantContact.Emulator.Control;

namespace ConstantContact.Core.Tests.Support;

/// <summary>A request that wrote → a line for each contact that it is about, and for each list or tag.</summary>
internal static class SentWrites
{
    public static IEnumerable<string> Of(RequestLogEntry request, EmulatorState state)
    {
        var last = request.Path[(request.Path.LastIndexOf('/') + 1)..];
        if (!request.Path.Contains("/activities/", StringComparison.Ordinal))
        {
            var body = request.Body.Length == 0 ? null : JsonNode.Parse(request.Body);
            return
            [
                $"{request.Method} {(request.Method == "POST" ? (string?)body!["email_address"]!["address"] : Name(last))}",
            ];
        }

        var job = JsonNode.Parse(request.Body)!;
        if (job["import_data"] is JsonArray rows)
        {
            return rows.Select(row => $"{last} {row!["email"]}");
        }

        string[] targets = [.. Texts(job["list_ids"]), .. Texts(job["tag_ids"])];
        return Texts(job["source"]?["contact_ids"] ?? job["contact_ids"])
            .SelectMany(id => targets.DefaultIfEmpty("").Select(target => $"{last} {Name(id)} {target}"));

        string Name(string id) => (string?)state.GetContact(id)?["email_address"]?["address"] ?? id;
    }

    private static IEnumerable<string> Texts(JsonNode? values) =>
        (values as JsonArray ?? []).Select(static v => (string)v!);
}
