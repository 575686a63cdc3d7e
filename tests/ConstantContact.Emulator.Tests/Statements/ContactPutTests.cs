using System;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

/// <summary>A PUT overwrites a contact.</summary>
public sealed class ContactPutTests : FilledContactTest
{
    [Fact]
    public async Task S18_Put_nulls_omitted_core_members_and_keeps_omitted_subresources()
    {
        var before = await Client.ContactAsync(Id);
        (
            await Client.PutAsync(
                $"/contacts/{Id}",
                new JsonObject
                {
                    ["update_source"] = "Account",
                    ["last_name"] = "New",
                    ["job_title"] = " ",
                }
            )
        ).Is(200);
        var after = await Client.ContactAsync(Id);
        Assert.Equal("New", (string)after["last_name"]!);
        foreach (
            var name in new[]
            {
                "first_name",
                "job_title",
                "company_name",
                "birthday_month",
                "birthday_day",
                "anniversary",
            }
        )
        {
            Assert.True(before.ContainsKey(name));
            Assert.False(after.ContainsKey(name));
        }

        foreach (var name in Client.AllSubResources.Split(',').Append("sms_channel").Append("email_address"))
        {
            Assert.True(JsonNode.DeepEquals(before[name], after[name]), name);
        }
    }

    [Fact]
    public async Task S18_Put_nulls_omitted_subresources_too_by_the_forums_reading()
    {
        Options.Reading = ConstantContact.Emulator.Switches.Reading.Forum;
        (
            await Client.PutAsync(
                $"/contacts/{Id}",
                new JsonObject
                {
                    ["update_source"] = "Account",
                    ["email_address"] = new JsonObject { ["address"] = "a@example.com" },
                }
            )
        ).Is(200);
        var after = await Client.ContactAsync(Id);
        Assert.All(Client.AllSubResources.Split(','), name => Assert.Empty(after[name]!.AsArray()));
        Assert.False(after.ContainsKey("sms_channel"));
    }

    [Fact]
    public async Task S18_Put_replaces_a_sent_array_whole_and_an_empty_one_empties()
    {
        var second = await Client.AddListAsync("Other");
        var body = Bare();
        body["list_memberships"] = Texts(second);
        body["phone_numbers"] = new JsonArray();
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
        var after = await Client.ContactAsync(Id);
        Assert.Equal(second, (string)Assert.Single(after["list_memberships"]!.AsArray())!);
        Assert.Empty(after["phone_numbers"]!.AsArray());
    }

    [Fact]
    public async Task S18_Put_adds_a_sent_array_to_the_stored_one_when_switched()
    {
        Options.Switches["sent-array"] = "append";
        var second = await Client.AddListAsync("Other");
        var body = await EchoOf(Id);
        body["list_memberships"] = Texts(second);
        body["phone_numbers"]![0]!["phone_number"] = "changed";
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
        var after = await Client.ContactAsync(Id);
        Assert.Equal(2, after["list_memberships"]!.AsArray().Count);
        Assert.Equal("555-0100,changed", Names(after["phone_numbers"], "phone_number"));
        Assert.Single(after["street_addresses"]!.AsArray());
    }

    [Fact]
    public async Task S18_Put_keeps_ids_of_recognised_entries_and_gives_new_ones_otherwise()
    {
        var before = await Client.ContactAsync(Id);
        var body = await EchoOf(Id);
        body["phone_numbers"]![0]!["phone_number"] = "555-0199";
        body["street_addresses"]![0]!.AsObject().Remove("street_address_id");
        body["notes"]!.AsArray().Insert(0, new JsonObject { ["content"] = "added" });
        Time.Advance(TimeSpan.FromMinutes(1));
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
        var after = await Client.ContactAsync(Id);
        Assert.Equal(
            (string)before["phone_numbers"]![0]!["phone_number_id"]!,
            (string)after["phone_numbers"]![0]!["phone_number_id"]!
        );
        Assert.Equal("2026-05-04T09:01:00Z", (string)after["phone_numbers"]![0]!["updated_at"]!);
        Assert.True(JsonNode.DeepEquals(before["street_addresses"], after["street_addresses"]));
        Assert.Equal("added,first note", Names(after["notes"], "content"));
        Assert.Equal((string)before["notes"]![0]!["note_id"]!, (string)after["notes"]![1]!["note_id"]!);
        body["phone_numbers"] = new JsonArray(new JsonObject { ["phone_number"] = "555-0111", ["kind"] = "work" });
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
        Assert.NotEqual(
            (string)before["phone_numbers"]![0]!["phone_number_id"]!,
            (string)(await Client.ContactAsync(Id))["phone_numbers"]![0]!["phone_number_id"]!,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task S18_Echoed_notes_are_stored_again_when_switched()
    {
        Options.Switches["notes"] = "duplicate";
        (await Client.PutAsync($"/contacts/{Id}", await EchoOf(Id))).Is(200);
        Assert.Equal("first note,first note", Names((await Client.ContactAsync(Id))["notes"], "content"));
    }

    [Fact]
    public async Task S18_Same_custom_field_twice_survives_an_echo()
    {
        Emulator.State.ChangeContact(
            Id,
            c =>
                c["custom_fields"] = new JsonArray(
                    new JsonObject { ["custom_field_id"] = Field, ["value"] = "one" },
                    new JsonObject { ["custom_field_id"] = Field, ["value"] = "two" }
                )
        );
        (await Client.PutAsync($"/contacts/{Id}", await EchoOf(Id))).Is(200);
        Assert.Equal("one,two", Names((await Client.ContactAsync(Id))["custom_fields"], "value"));
    }

    [Theory]
    [InlineData("keep")]
    [InlineData("null")]
    [InlineData("reject")]
    public async Task S18_Put_without_email_address_is_switchable(string value)
    {
        Options.Switches["omitted-email"] = value;
        var answer = await Client.PutAsync($"/contacts/{Id}", Bare());
        if (value == "reject")
        {
            answer.Is(400);
            return;
        }

        answer.Is(200);
        Assert.Equal(value == "keep", (await Client.ContactAsync(Id)).ContainsKey("email_address"));
    }

    [Fact]
    public async Task S19_Read_only_and_unknown_members_are_ignored()
    {
        var before = await Client.ContactAsync(Id);
        var body = await EchoOf(Id);
        body["contact_id"] = Guid.Empty.ToString();
        body["created_at"] = "2001-01-01T00:00:00Z";
        body["create_source"] = "Contact";
        body["nonsense"] = 1;
        body["_links"] = new JsonObject();
        body["email_address"]!["opt_in_date"] = "2001-01-01T00:00:00Z";
        body["email_address"]!["confirm_status"] = "pending";
        body["email_address"]!["nonsense"] = 1;
        body["phone_numbers"]![0]!["created_at"] = "2001-01-01T00:00:00Z";
        body["phone_numbers"]![0]!["nonsense"] = 1;
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
        before["update_source"] = "Account";
        Assert.True(JsonNode.DeepEquals(before, await Client.ContactAsync(Id)));
    }

    [Theory]
    [InlineData("keep", true, "stored", "stored")]
    [InlineData("keep", false, "stored", "stored")]
    [InlineData("null-if-omitted", true, "stored", "stored")]
    [InlineData("null-if-omitted", false, null, null)]
    public async Task S19_Stored_unknown_members_follow_the_switch(string value, bool sends, string? top, string? inner)
    {
        Options.Switches["unknown-members"] = value;
        Plant();
        var body = await EchoOf(Id);
        Assert.Equal("stored", (string)body["loyalty"]!);
        if (!sends)
        {
            body.Remove("loyalty");
            body["email_address"]!.AsObject().Remove("loyalty");
            body["phone_numbers"]![0]!.AsObject().Remove("loyalty");
        }

        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
        var after = await Client.ContactAsync(Id);
        Assert.Equal(top, (string?)after["loyalty"]);
        Assert.Equal(inner, (string?)after["email_address"]!["loyalty"]);
        Assert.Equal(inner, (string?)after["phone_numbers"]![0]!["loyalty"]);
    }

    [Fact]
    public async Task S19_Unknown_members_are_named_in_a_400_when_switched()
    {
        Options.Switches["unknown-members"] = "reject";
        Plant();
        var error = (await Client.PutAsync($"/contacts/{Id}", await EchoOf(Id))).Is(400).Error;
        Assert.Equal(
            "loyalty is not a known member, email_address[loyalty] is not a known member, phone_numbers[0][loyalty] is not a known member",
            error.Message
        );
    }

    [Fact]
    public async Task S20_Put_by_the_account_restores_a_deleted_contact_and_by_the_contact_is_400()
    {
        (await Client.DeleteAsync($"/contacts/{Id}")).Is(204);
        (await Client.PutAsync($"/contacts/{Id}", Bare("Contact"))).Is(400);
        var body = Bare();
        body["list_memberships"] = Texts(List);
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
        var after = await Client.ContactAsync(Id);
        Assert.False(after.ContainsKey("deleted_at"));
        Assert.Single(after["list_memberships"]!.AsArray());
    }

    [Fact]
    public async Task S21_Put_to_anothers_address_is_409_and_to_ones_own_in_another_case_is_not()
    {
        var other = await Client.AddContactAsync("b@example.com");
        var body = Bare();
        body["email_address"] = new JsonObject { ["address"] = "B@example.com", ["permission_to_send"] = "implicit" };
        Assert.Contains(
            other,
            (await Client.PutAsync($"/contacts/{Id}", body)).Is(409).Error.Message,
            StringComparison.Ordinal
        );
        body["email_address"]!["address"] = "A@Example.com";
        (await Client.PutAsync($"/contacts/{Id}", body)).Is(200);
        Assert.Equal("A@Example.com", (string)(await Client.ContactAsync(Id))["email_address"]!["address"]!);
    }

    private void Plant() =>
        Emulator.State.ChangeContact(
            Id,
            contact =>
            {
                contact["loyalty"] = "stored";
                contact["email_address"]!["loyalty"] = "stored";
                contact["phone_numbers"]![0]!["loyalty"] = "stored";
            }
        );
}
