using System.Globalization;
using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Runs;

/// <summary>Parts that several records of a run share.</summary>
internal static class RunJson
{
    public static string Text(DateTimeOffset moment) => moment.ToString("O", CultureInfo.InvariantCulture);

    public static JsonArray Changes(IEnumerable<ContactChange> changes) =>
        new([
            .. changes.Select(static c =>
            {
                var json = new JsonObject
                {
                    ["member"] = c.Member,
                    ["key"] = c.Key,
                    ["part"] = c.Part,
                    ["old"] = c.Old,
                    ["new"] = c.New,
                };
                if (c.WasSeveral)
                {
                    json["several"] = true;
                }

                return (JsonNode)json;
            }),
        ]);

    public static IReadOnlyList<ContactChange> ChangesOf(JsonObject json) =>
        [
            .. json.Entries("changes")
                .Select(static c => new ContactChange(
                    c.Text("member") ?? "",
                    c.Text("key"),
                    c.Text("part"),
                    c.Text("old"),
                    c.Text("new")
                )
                {
                    WasSeveral = c.Text("several") == "true",
                }),
        ];
}
