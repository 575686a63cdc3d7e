using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Switches;

/// <summary>
/// The account in which each place of a switch is looked at: one contact that has everything, and short ways to ask.
/// </summary>
public sealed class ReachAccount(EmulatorHost emulator, ManualTime time, Client client)
{
    public const string Unknown = "1618ae62-4752-11e9-9c8a-fa163e6b01c1";
    public const string Criteria =
        """{"criteria":{"type":"and","group":[{"source":"contact","field":"city","op":"is-empty"}]}}""";

    public static readonly string[] Arrays =
    [
        "custom_fields",
        "list_memberships",
        "phone_numbers",
        "street_addresses",
        "taggings",
        "notes",
    ];

    public EmulatorHost Emulator => emulator;

    public ManualTime Time => time;

    public Client Client => client;

    public string List { get; private set; } = "";

    public string Other { get; private set; } = "";

    public string Tag { get; private set; } = "";

    public string Field { get; private set; } = "";

    /// <summary>The contact that has one entry of everything, and an SMS channel.</summary>
    public string Id { get; private set; } = "";

    public async Task PlantAsync()
    {
        List = await client.AddListAsync("News");
        Other = await client.AddListAsync("Other");
        Tag = await client.AddTagAsync("vip");
        Field = await client.AddFieldAsync("Level");
        Id = await client.AddContactAsync(
            "a@example.com",
            more: b =>
            {
                b["first_name"] = "Ann";
                b["job_title"] = "Florist";
                b["birthday_month"] = 1;
                b["birthday_day"] = 2;
                b["anniversary"] = "2006-11-15";
                b["custom_fields"] = new JsonArray(new JsonObject { ["custom_field_id"] = Field, ["value"] = "gold" });
                b["list_memberships"] = Ids(List);
                b["phone_numbers"] = new JsonArray(new JsonObject { ["phone_number"] = "555-0100", ["kind"] = "home" });
                b["street_addresses"] = new JsonArray(new JsonObject { ["kind"] = "home", ["city"] = "Waltham" });
                b["taggings"] = Ids(Tag);
                b["notes"] = new JsonArray(new JsonObject { ["content"] = "called" });
                b["sms_channel"] = Sms();
            }
        );
    }

    public static JsonArray Ids(params string[] ids) => new([.. ids.Select(i => (JsonNode?)JsonValue.Create(i))]);

    public static JsonObject Sms() =>
        new()
        {
            ["full_sms_address"] = "17815551212",
            ["sms_channel_consents"] = new JsonArray(
                new JsonObject { ["sms_consent_permission"] = "explicit", ["consent_type"] = "promotional_sms" }
            ),
        };

    public async Task<JsonObject> ContactAsync(string? id = null) => await client.ContactAsync(id ?? Id);

    /// <summary>What was read, ready to be sent back.</summary>
    public async Task<JsonObject> EchoAsync(string? id = null, string source = "Account")
    {
        var body = await ContactAsync(id);
        body["update_source"] = source;
        body.Remove("sms_channel");
        return body;
    }

    public async Task<string> PutAsync(JsonObject body, string? id = null) =>
        Status(await client.PutAsync($"/contacts/{id ?? Id}", body));

    public async Task<string> PostAsync(string path, JsonNode body) => Status(await client.PostAsync(path, body));

    public async Task<string> GetAsync(string path) => Status(await client.GetAsync(path));

    public static string Status(Answer answer) =>
        answer.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Runs an activity to its end and answers it.</summary>
    public async Task<JsonObject> RunAsync(string path, JsonNode body) =>
        await DoneAsync((await client.PostAsync(path, body)).Is(201));

    public Task<JsonObject> ImportAsync(params JsonObject[] rows) =>
        RunAsync(
            "/activities/contacts_json_import",
            new JsonObject { ["import_data"] = new JsonArray([.. rows]), ["list_ids"] = Ids(List) }
        );

    public async Task<Answer> SendCsvAsync(string csv, string? list = null)
    {
        using var content = new MultipartFormDataContent
        {
            { new StringContent(csv), "file", "contacts.csv" },
            { new StringContent(list ?? List), "list_ids" },
        };
        return await client.SendAsync("POST", "/activities/contacts_file_import", content);
    }

    public async Task<JsonObject> ImportCsvAsync(string csv) => await DoneAsync((await SendCsvAsync(csv)).Is(201));

    public async Task<JsonObject> DoneAsync(Answer started)
    {
        emulator.CompleteActivities();
        return (await client.GetAsync($"/activities/{(string)started.Object["activity_id"]!}")).Is(200).Object;
    }

    /// <summary>The address of an export's file, below /v3.</summary>
    public async Task<string> ExportAsync(JsonObject wish) =>
        (
            (string)
                (await client.PostAsync("/activities/contact_exports", wish)).Is(201).Object["_links"]!["results"]![
                    "href"
                ]!
        )["/v3".Length..];

    public async Task<int> AddSegmentAsync() =>
        (int)
            (await client.PostAsync("/segments", new JsonObject { ["name"] = "s", ["segment_criteria"] = Criteria }))
                .Is(201)
                .Object["segment_id"]!;

    /// <summary>A form of the sign-up kind.</summary>
    public JsonObject Form(string address) => new() { ["email_address"] = address, ["list_memberships"] = Ids(List) };

    /// <summary>What another emulator with the same switches says, begun as the options say.</summary>
    public async Task<string> WithAsync(Action<EmulatorOptions> begin, Func<Client, EmulatorHost, Task<string>> observe)
    {
        var options = new EmulatorOptions { Rate = 0, Quota = 0 };
        options.Switches.Apply(emulator.Options.Switches.ToDictionary());
        begin(options);
        await using var second = await EmulatorHost.StartAsync(options, time);
        using var asker = new Client(second);
        return await observe(asker, second);
    }

    /// <summary>Statuses of some requests, each once.</summary>
    public static string Distinct(IEnumerable<string> statuses) =>
        string.Join(',', statuses.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
