using System.Text.Json.Nodes;
using System.Threading.Tasks;
using ConstantContact.Emulator.Tests.Support;

namespace ConstantContact.Emulator.Tests.Statements;

/// <summary>Contacts are created, deleted, and written by the sign-up form.</summary>
public sealed class ContactWriteTests : FilledContactTest
{
    [Fact]
    public async Task S17_POST_answers_201_with_the_contact_and_what_was_sent()
    {
        var body = new JsonObject
        {
            ["create_source"] = "Account",
            ["first_name"] = "B",
            ["taggings"] = Texts(Tag),
        };
        var contact = (await Client.PostAsync("/contacts", body)).Is(201).Object;
        Assert.Equal("B", (string)contact["first_name"]!);
        Assert.Equal(Tag, (string)contact["taggings"]![0]!);
        Assert.False(contact.ContainsKey("notes"));
    }

    [Theory]
    [InlineData("all", true, true)]
    [InlineData("none", false, false)]
    [InlineData("sent", true, false)]
    public async Task S17_Sub_resources_of_the_answer_are_switchable(string value, bool sent, bool others)
    {
        Options.Switches["answer-subresources"] = value;
        var contact = (
            await Client.PostAsync(
                "/contacts",
                new JsonObject
                {
                    ["create_source"] = "Account",
                    ["first_name"] = "B",
                    ["taggings"] = Texts(Tag),
                }
            )
        ).Object;
        Assert.Equal((sent, others), (contact.ContainsKey("taggings"), contact.ContainsKey("notes")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task S17_POST_of_a_taken_address_is_409_and_names_the_holder_even_a_deleted_one(bool deleted)
    {
        if (deleted)
        {
            (await Client.DeleteAsync($"/contacts/{Id}")).Is(204);
        }

        var body = new JsonObject
        {
            ["create_source"] = "Account",
            ["email_address"] = new JsonObject { ["address"] = "A@EXAMPLE.com" },
        };
        var error = (await Client.PostAsync("/contacts", body)).Is(409).Error;
        Assert.Equal(("contacts.api.conflict", $"Validation failed: Email already exists for contact {Id}"), error);
    }

    [Fact]
    public async Task S23_Delete_takes_the_lists_and_nothing_else_and_a_second_one_is_404()
    {
        var before = await Client.ContactAsync(Id);
        (await Client.DeleteAsync($"/contacts/{Id}")).Is(204);
        var after = await Client.ContactAsync(Id);
        before["deleted_at"] = "2026-05-04";
        before["list_memberships"] = new JsonArray();
        Assert.True(JsonNode.DeepEquals(before, after));
        (await Client.DeleteAsync($"/contacts/{Id}")).Is(404);
        Options.Switches["second-delete"] = "204";
        (await Client.DeleteAsync($"/contacts/{Id}")).Is(204);
    }

    [Fact]
    public async Task S24_Sign_up_form_creates_with_201_and_updates_with_200_changing_only_what_is_sent()
    {
        var form = new JsonObject
        {
            ["email_address"] = "new@example.com",
            ["first_name"] = "N",
            ["list_memberships"] = Texts(List),
        };
        var created = (await Client.PostAsync("/contacts/sign_up_form", form)).Is(201).Object;
        Assert.Equal("created", (string)created["action"]!);
        Assert.Equal(
            "explicit",
            (string)(await Client.ContactAsync((string)created["contact_id"]!))["email_address"]!["permission_to_send"]!
        );

        var second = await Client.AddListAsync("Other");
        await Client.DeleteAsync($"/contacts/{Id}");
        var updated = (
            await Client.PostAsync(
                "/contacts/sign_up_form",
                new JsonObject
                {
                    ["email_address"] = "A@example.com",
                    ["last_name"] = "Changed",
                    ["list_memberships"] = Texts(second),
                }
            )
        ).Is(200).Object;
        Assert.Equal((Id, "updated"), ((string)updated["contact_id"]!, (string)updated["action"]!));
        var contact = await Client.ContactAsync(Id);
        Assert.Equal(("A", "Changed"), ((string)contact["first_name"]!, (string)contact["last_name"]!));
        Assert.False(contact.ContainsKey("deleted_at"));
        Assert.Single(contact["custom_fields"]!.AsArray());
        (
            await Client.PostAsync(
                "/contacts/sign_up_form",
                new JsonObject { ["email_address"] = "x@example.com", ["list_memberships"] = new JsonArray() }
            )
        ).Is(400);
    }
}
