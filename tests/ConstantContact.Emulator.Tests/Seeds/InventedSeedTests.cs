using System;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Tests.Support;

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
        Assert.Equal(
            one.State.Contacts.Select(c => c.ToJsonString()),
            more.State.Contacts.Take(100).Select(c => c.ToJsonString()),
            StringComparer.Ordinal
        );
    }

    /// <summary>
    /// Journals and recipes depend on it. After an intended change of the members, raise InventedMembers.Version and
    /// update this sum.
    /// </summary>
    [Fact]
    public async Task Account_of_300_members_is_the_same_to_the_byte()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { Members = 300 });
        using var client = new Client(emulator);
        var state = (await client.ControlAsync("GET", "state")).Is(200).Text;
        Assert.Equal(
            "73110559EB0B3C5164DC878E4C6AF3C3F42A0FF62CC3085C2A577A3EED3EC552",
            Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(state)))
        );
    }

    [Fact]
    public async Task Account_holds_the_special_cases_that_break_clients()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { Members = 200 });
        var contacts = emulator.State.Contacts;
        var permissions = contacts
            .Select(c => (string?)c["email_address"]?["permission_to_send"])
            .OfType<string>()
            .Distinct(StringComparer.Ordinal);
        Assert.Equal(6, permissions.Count());
        Assert.Contains(contacts, c => c.ContainsKey("deleted_at"));
        Assert.Contains(contacts, c => c.ContainsKey("sms_channel"));
        Assert.Contains(contacts, c => !c.ContainsKey("email_address"));
        Assert.Contains(contacts, c => HasTwice(c, "custom_fields", "custom_field_id"));
        Assert.Contains(contacts, c => HasTwice(c, "phone_numbers", "kind"));
        Assert.Equal(
            9,
            emulator.State.CustomFields.Select(f => (string)f["type"]!).Distinct(StringComparer.Ordinal).Count()
        );
        Assert.All(
            contacts,
            c =>
                Assert.EndsWith(
                    "@example.com",
                    (string?)c["email_address"]?["address"] ?? "@example.com",
                    StringComparison.OrdinalIgnoreCase
                )
        );
    }

    private static bool HasTwice(JsonObject contact, string name, string member) =>
        contact[name]!.AsArray().GroupBy(e => (string?)e![member], StringComparer.Ordinal).Any(g => g.Count() > 1);
}
