using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Switches;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Switches;

public sealed class SwitchCatalogueTests : EmulatorTest
{
    public static TheoryData<string> MergeCombinations =>
        new(
            SwitchCatalogue
                .Combinations(SwitchCatalogue.Merge)
                .Select(c => string.Join(";", c.Select(p => $"{p.Key}={p.Value}")))
        );

    [Fact]
    public void Every_switch_is_in_the_catalogue_and_in_the_docs_with_all_its_values()
    {
        var declared = typeof(SwitchCatalogue)
            .GetFields()
            .Select(f => f.GetValue(null))
            .OfType<EmulatorSwitch>()
            .ToList();
        Assert.Equal(declared.Count, SwitchCatalogue.All.Count);
        var docs = File.ReadAllText(Repository.Path("docs", "emulator.md"));
        Assert.All(
            SwitchCatalogue.All,
            s =>
            {
                Assert.Contains(s.Forum, s.Values, StringComparer.Ordinal);
                Assert.Contains(
                    $"| `{s.Name}` | {string.Join(", ", s.Values.Select(v => $"`{v}`"))} |",
                    docs,
                    StringComparison.Ordinal
                );
            }
        );
    }

    [Fact]
    public void Every_fault_is_in_the_docs()
    {
        var docs = File.ReadAllText(Repository.Path("docs", "emulator.md"));
        Assert.All(
            ConstantContact.Emulator.Faults.FaultKind.All,
            f => Assert.Contains($"| `{f}` |", docs, StringComparison.Ordinal)
        );
    }

    /// <summary>
    /// Under any reading in which sent arrays replace and notes are known by id, sending all back loses
    /// nothing: that is the promise a careful client rests on.
    /// </summary>
    [Theory]
    [MemberData(nameof(MergeCombinations))]
    public async Task Echo_of_every_invented_contact_follows_the_switches(string combination)
    {
        var chosen = combination
            .Split(';')
            .Select(p => p.Split('='))
            .ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        await using var emulator = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Rate = 0,
                Quota = 0,
                Members = 60,
            }
        );
        using var client = new Client(emulator);
        emulator.Options.Switches.Apply(chosen);
        foreach (var before in emulator.State.Contacts.Where(c => !c.ContainsKey("deleted_at")))
        {
            var id = (string)before["contact_id"]!;
            var body = before.DeepClone().AsObject();
            body["update_source"] = "Account";
            body.Remove("sms_channel");
            (await client.PutAsync($"/contacts/{id}", body)).Is(200);
            var after = emulator.State.GetContact(id)!;
            Assert.Equal(Expected(before, chosen), Comparable(after), StringComparer.Ordinal);
        }
    }

    [Fact]
    public void Values_that_do_not_exist_are_refused()
    {
        var settings = new SwitchSettings();
        Assert.Throws<ArgumentException>(() => settings["notes"] = "burn");
        Assert.Throws<ArgumentException>(() => settings["nothing"]);
        settings.Apply(Reading.Forum);
        Assert.Equal("null", settings["omitted-subresource"]);
    }

    private static string Expected(JsonObject before, Dictionary<string, string> chosen)
    {
        var expected = before.DeepClone().AsObject();
        if (chosen["notes"] == "duplicate")
        {
            // Stored again: twice as many, and only the count is compared.
            expected["notes"] = new JsonArray([
                .. before["notes"]!.AsArray().Concat(before["notes"]!.AsArray()).Select(n => n!.DeepClone()),
            ]);
        }

        if (chosen["omitted-subresource"] == "null")
        {
            expected.Remove("sms_channel");
        }

        return Comparable(expected);
    }

    private static string Comparable(JsonObject contact)
    {
        var copy = contact.DeepClone().AsObject();
        copy["notes"] = copy["notes"]!.AsArray().Count;
        copy.Remove("updated_at");
        copy.Remove("update_source");
        if (copy["email_address"] is JsonObject email)
        {
            // Moved by the opt-out switch, which has tests of its own.
            foreach (var name in new[] { "updated_at", "opt_out_date", "opt_out_source" })
            {
                email.Remove(name);
            }
        }

        return new JsonObject(
            copy.OrderBy(m => m.Key, StringComparer.Ordinal)
                .Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone()))
        ).ToJsonString();
    }
}
