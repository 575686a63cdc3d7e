using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Emulator.Tests.Support;

/// <summary>A test with an emulator of its own and a client of it.</summary>
public abstract class EmulatorTest : IAsyncLifetime
{
    protected EmulatorOptions Options { get; } =
        new()
        {
            Rate = 0,
            Quota = 0,
            ActivityDuration = TimeSpan.FromSeconds(10),
        };

    protected ManualTime Time { get; } = new();

    protected EmulatorHost Emulator { get; private set; } = null!;

    protected Client Client { get; private set; } = null!;

    public virtual async Task InitializeAsync()
    {
        Emulator = await EmulatorHost.StartAsync(Options, Time);
        Client = new Client(Emulator);
    }

    public virtual async Task DisposeAsync()
    {
        Client.Dispose();
        await Emulator.DisposeAsync();
    }

    protected static JsonArray Texts(params string[] items) =>
        new([.. items.Select(i => (JsonNode?)JsonValue.Create(i))]);

    /// <summary>The body of a PUT with nothing but what it must have.</summary>
    protected static JsonObject Bare(string source = "Account") => new() { ["update_source"] = source };

    /// <summary>A PUT that sends back what was read, as careful programs do.</summary>
    protected async Task<JsonObject> EchoOf(string id, string source = "Account")
    {
        var body = await Client.ContactAsync(id);
        body["update_source"] = source;
        body.Remove("sms_channel");
        return body;
    }

    protected static string Names(JsonNode? entries, string member) =>
        string.Join(",", entries!.AsArray().Select(e => (string?)e![member]));
}
