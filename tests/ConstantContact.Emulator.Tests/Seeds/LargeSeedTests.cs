using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Hosting;
using ConstantContact.Emulator.Options;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Seeds;

/// <summary>
/// An invented account is not held but made from numbers: what was never written must still be found, filtered and
/// replaced as if it were.
/// </summary>
public sealed class LargeSeedTests : EmulatorTest
{
    private const int Members = 1_000_000;

    public LargeSeedTests() => Options.Members = Members;

    [Fact]
    public async Task Any_of_a_million_members_is_found_by_its_id_and_its_address()
    {
        foreach (var number in new[] { 0, 4, 5, 499_998, 999_998 })
        {
            var row = Emulator.State.ContactAt(number);
            var id = (string)row["contact_id"]!;
            Assert.Equal(id, (string)(await Client.ContactAsync(id))["contact_id"]!);
            var address = (string)row["email_address"]!["address"]!;
            var found = (
                await Client.GetAsync($"/contacts?status=all&email={Uri.EscapeDataString(address.ToUpperInvariant())}")
            )
                .Is(200)
                .Object["contacts"]!.AsArray();
            Assert.Equal(id, (string)Assert.Single(found)!["contact_id"]!);
        }
    }

    [Theory]
    [InlineData("member1000000@example.com")]
    [InlineData("member01@example.com")]
    [InlineData("member4@example.com")]
    [InlineData("member39@example.com")]
    [InlineData("@example.com")]
    [InlineData("member99999999999999999999@example.com")]
    public async Task Unknown_addresses_are_not_found(string address) =>
        Assert.Empty(
            (await Client.GetAsync($"/contacts?status=all&email={address}")).Is(200).Object["contacts"]!.AsArray()
        );

    [Fact]
    public async Task Written_contacts_keep_their_place_and_free_their_old_address()
    {
        var id = (string)Emulator.State.GetContact("member1@example.com")!["contact_id"]!;
        var body = await EchoOf(id);
        body["email_address"]!["address"] = "new@example.com";
        (await Client.PutAsync($"/contacts/{id}", body)).Is(200);
        Assert.Null(Emulator.State.GetContact("member1@example.com"));
        Assert.Equal(id, (string)Emulator.State.GetContact("NEW@example.com")!["contact_id"]!);
        Assert.Equal(id, (string)Emulator.State.ContactAt(1)["contact_id"]!);
        Assert.Equal(Members, Emulator.State.ContactCount);

        var other = await Client.AddContactAsync("member1@example.com");
        Assert.Equal(other, (string)Emulator.State.GetContact("member1@example.com")!["contact_id"]!);
        Assert.Equal(other, (string)Emulator.State.ContactAt(Members)["contact_id"]!);
        (
            await Client.PostAsync(
                "/contacts",
                new JsonObject
                {
                    ["create_source"] = "Account",
                    ["email_address"] = new JsonObject { ["address"] = "member2@example.com" },
                }
            )
        ).Is(409);
    }

    [Fact]
    public async Task Pages_go_on_from_any_place()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var path = "/contacts?status=all&limit=500";
        for (var page = 0; page < 5; page++)
        {
            var answer = (await Client.GetAsync(path)).Is(200).Object;
            Assert.All(answer["contacts"]!.AsArray(), c => Assert.True(seen.Add((string)c!["contact_id"]!)));
            path = ((string)answer["_links"]!["next"]!["href"]!)["/v3".Length..];
        }

        Assert.Equal(2500, seen.Count);
    }

    /// <summary>For a generated contact, the filters use the values that its JSON shows.</summary>
    [Fact]
    public async Task Filters_use_the_values_that_the_answer_shows()
    {
        await using var derived = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Members = 1500,
                Rate = 0,
                Quota = 0,
            }
        );
        await using var held = await EmulatorHost.StartAsync(
            new EmulatorOptions
            {
                Seed = derived.State.Get(),
                Rate = 0,
                Quota = 0,
            }
        );
        using var one = new Client(derived);
        using var two = new Client(held);
        var list = (string)derived.State.Lists[2]["list_id"]!;
        var tag = (string)derived.State.Tags[1]["tag_id"]!;
        foreach (
            var filter in new[]
            {
                "status=all",
                "status=active",
                "status=deleted",
                "status=unsubscribed",
                "status=not_set",
                "status=temp_hold",
                "sms_status=explicit",
                "sms_status=unsubscribed",
                $"lists={list}",
                $"tags={tag}",
                "updated_after=2024-01-31T00:00:00Z",
                "created_before=2024-01-01T08:00:00Z",
                "optout_after=2024-02-15T01:00:00Z",
            }
        )
        {
            var path = $"/contacts?limit=500&include_count=true&include={Client.AllSubResources}&{filter}";
            var expected = (await two.GetAsync(path)).Is(200);
            Assert.NotEmpty(expected.Object["contacts"]!.AsArray());
            Assert.Equal(expected.Text, (await one.GetAsync(path)).Is(200).Text);
        }

        foreach (
            var path in new[]
            {
                "/contacts/counts",
                "/contact_lists?include_membership_count=all",
                "/contact_lists?include_membership_count=active",
                "/contact_tags?include_count=true",
            }
        )
        {
            Assert.Equal((await two.GetAsync(path)).Is(200).Text, (await one.GetAsync(path)).Is(200).Text);
        }

        foreach (var number in Enumerable.Range(0, 1500))
        {
            var contact = derived.State.ContactAt(number);
            if (contact["email_address"] is { } email)
            {
                Assert.Equal(
                    (string)contact["contact_id"]!,
                    (string)derived.State.GetContact((string)email["address"]!)!["contact_id"]!
                );
            }
        }
    }
}
