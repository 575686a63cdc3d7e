using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;

namespace ConstantContact.Emulator.Tests.Seeds;

public sealed class InventedSeedTests
{
    [Fact]
    public async Task Same_number_gives_the_same_account_and_a_larger_one_contains_it()
    {
        await using var one = await EmulatorHost.StartAsync(new EmulatorOptions { Members = 100 });
        await using var two = await EmulatorHost.StartAsync(new EmulatorOptions { Members = 100 });
        await using var more = await EmulatorHost.StartAsync(new EmulatorOptions { Members = 120 });
        Assert.Equal(one.State.Get().ToJsonString(), two.State.Get().ToJsonString(), StringComparer.Ordinal);
        Assert.Equal(one.State.Contacts.Select(c => c.ToJsonString()), more.State.Contacts.Take(100).Select(c => c.ToJsonString()), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Account_holds_what_trips_clients()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { Members = 200 });
        var contacts = emulator.State.Contacts;
        var permissions = contacts.Select(c => (string?)c["email_address"]?["permission_to_send"]).OfType<string>().Distinct(StringComparer.Ordinal);
        Assert.Equal(6, permissions.Count());
        Assert.Contains(contacts, c => c.ContainsKey("deleted_at"));
        Assert.Contains(contacts, c => c.ContainsKey("sms_channel"));
        Assert.Contains(contacts, c => !c.ContainsKey("email_address"));
        Assert.Contains(contacts, c => HasTwice(c, "custom_fields", "custom_field_id"));
        Assert.Contains(contacts, c => HasTwice(c, "phone_numbers", "kind"));
        Assert.Equal(9, emulator.State.CustomFields.Select(f => (string)f["type"]!).Distinct(StringComparer.Ordinal).Count());
        Assert.All(contacts, c => Assert.EndsWith("@example.com", (string?)c["email_address"]?["address"] ?? "@example.com", StringComparison.OrdinalIgnoreCase));
    }

    private static bool HasTwice(JsonObject contact, string name, string member) =>
        contact[name]!.AsArray().GroupBy(e => (string?)e![member], StringComparer.Ordinal).Any(g => g.Count() > 1);
}
