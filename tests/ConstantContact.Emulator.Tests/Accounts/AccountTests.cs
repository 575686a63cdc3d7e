using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Accounts;

public sealed class AccountTests : EmulatorTest
{
    private const string Address = "/account/summary/physical_address";

    [Fact]
    public async Task Summary_is_changed_member_by_member()
    {
        var before = (await Client.GetAsync("/account/summary")).Is(200).Object;
        var after = (
            await Client.PutAsync(
                "/account/summary",
                new JsonObject
                {
                    ["website"] = "https://new.example.com",
                    ["encoded_account_id"] = "mine",
                    ["nonsense"] = 1,
                }
            )
        ).Is(200).Object;
        Assert.Equal("https://new.example.com", (string)after["website"]!);
        before["website"] = "https://new.example.com";
        Assert.True(JsonNode.DeepEquals(before, after));
        Assert.Contains(
            "contact_phone is too long",
            (await Client.PutAsync("/account/summary", new JsonObject { ["contact_phone"] = new string('1', 26) }))
                .Is(400)
                .Error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Summary_holds_extra_fields_only_when_asked_for()
    {
        Assert.False((await Client.GetAsync("/account/summary")).Object.ContainsKey("physical_address"));
        var both = (await Client.GetAsync("/account/summary?extra_fields=physical_address,company_logo"))
            .Is(200)
            .Object;
        Assert.NotNull(both["physical_address"]!["address_line1"]);
        Assert.NotNull(both["company_logo"]!["url"]);
        (await Client.GetAsync("/account/summary?extra_fields=shoe_size")).Is(400);
    }

    [Fact]
    public async Task Physical_address_is_created_once_and_then_replaced_whole()
    {
        var body = new JsonObject
        {
            ["address_line1"] = "2 New St",
            ["city"] = "Boston",
            ["country_code"] = "US",
            ["state_code"] = "MA",
        };
        (await Client.PostAsync(Address, body)).Is(409);
        var after = (await Client.PutAsync(Address, body)).Is(200).Object;
        Assert.False(after.ContainsKey("postal_code"));
        Assert.True(JsonNode.DeepEquals(after, (await Client.GetAsync(Address)).Is(200).Json));
        body.Remove("state_code");
        body["address_line2"] = "";
        body["city"] = null;
        var message = (await Client.PutAsync(Address, body)).Is(400).Error.Message;
        Assert.Equal(
            "address_line2 is too short (minimum is 1 character), city is missing, state_code is missing",
            message
        );
        body["city"] = "Bern";
        body["country_code"] = "CH";
        body.Remove("address_line2");
        (await Client.PutAsync(Address, body)).Is(200);
    }

    [Fact]
    public async Task Emails_are_a_bare_array_with_one_filter_at_a_time()
    {
        var added = (
            await Client.PostAsync("/account/emails", new JsonObject { ["email_address"] = "new@example.com" })
        )
            .Is(201)
            .Object;
        Assert.Equal("UNCONFIRMED", (string)added["confirm_status"]!);
        (await Client.PostAsync("/account/emails", new JsonObject { ["email_address"] = "NEW@example.com" })).Is(409);
        (await Client.PostAsync("/account/emails", new JsonObject { ["email_address"] = "nonsense" })).Is(400);
        foreach (
            var (query, expected) in new[]
            {
                ("", 2),
                ("?confirm_status=U", 1),
                ("?confirm_status=CONFIRMED", 1),
                ("?role_code=B", 1),
                ("?role_code=OTHER", 0),
                ("?email_address=new@example.com", 1),
            }
        )
        {
            Assert.Equal(expected, (await Client.GetAsync("/account/emails" + query)).Is(200).Json!.AsArray().Count);
        }

        (await Client.GetAsync("/account/emails?role_code=B&confirm_status=C")).Is(400);
        (await Client.GetAsync("/account/emails?role_code=X")).Is(400);
        Assert.EndsWith(
            "+0000",
            (string)(await Client.GetAsync("/account/emails?role_code=B")).Json![0]!["confirm_time"]!,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task State_carries_the_account_and_its_segments()
    {
        await Client.PutAsync("/account/summary", new JsonObject { ["first_name"] = "Changed" });
        await Client.PostAsync(
            "/segments",
            new JsonObject
            {
                ["name"] = "s",
                ["segment_criteria"] =
                    """{"criteria":{"type":"and","group":[{"source":"contact","field":"city","op":"is-empty"}]}}""",
            }
        );
        var state = Emulator.State.Get();
        Emulator.Reset();
        Assert.Equal("Robin", (string)(await Client.GetAsync("/account/summary")).Object["first_name"]!);
        Emulator.State.Put(state);
        Assert.Equal("Changed", (string)(await Client.GetAsync("/account/summary")).Object["first_name"]!);
        Assert.Single((await Client.GetAsync("/segments")).Object["segments"]!.AsArray());
        Assert.True(JsonNode.DeepEquals(state, Emulator.State.Get()));
    }
}
