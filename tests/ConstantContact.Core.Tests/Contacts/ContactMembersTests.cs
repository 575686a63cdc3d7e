using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;

namespace ConstantContact.Core.Tests.Contacts;

/// <summary>How each member of a contact is treated: sent, left out, or unknown and sent back.</summary>
public sealed class ContactMembersTests
{
    private const string Sent = "sent";
    private const string Owned = "owned by the service";
    private const string Unknown = "unknown";

    [Theory]
    [InlineData(Owned, "contact_id,create_source,update_source,created_at,updated_at,deleted_at,_links")]
    [InlineData(
        Sent,
        "first_name,last_name,job_title,company_name,birthday_month,birthday_day,anniversary,email_address,sms_channel"
    )]
    [InlineData(Sent, "custom_fields,phone_numbers,street_addresses,list_memberships,taggings,notes")]
    [InlineData(Unknown, "loyalty,First_Name,address,source")]
    public void Top_level_member_is_treated_as_the_table_says(string kind, string members) =>
        Assert.All(
            members.Split(','),
            m =>
                Assert.Equal(
                    (kind == Owned, kind == Unknown),
                    (ContactMembers.IsReadOnly(m), ContactMembers.IsUnknown(m))
                )
        );

    [Theory]
    [InlineData("email_address", Sent, "address,permission_to_send,opt_out_reason")]
    [InlineData(
        "email_address",
        Owned,
        "created_at,updated_at,opt_in_source,opt_in_date,opt_out_source,opt_out_date,confirm_status"
    )]
    [InlineData("email_address", Unknown, "value,loyalty")]
    [InlineData("custom_fields", Sent, "custom_field_id,value,choice_ids")]
    [InlineData("custom_fields", Unknown, "created_at,name")]
    [InlineData("phone_numbers", Sent, "phone_number_id,phone_number,kind")]
    [InlineData("phone_numbers", Owned, "created_at,updated_at,create_source,update_source")]
    [InlineData("phone_numbers", Unknown, "value,street")]
    [InlineData("street_addresses", Sent, "street_address_id,kind,street,city,state,postal_code,country")]
    [InlineData("street_addresses", Owned, "created_at,updated_at")]
    [InlineData("street_addresses", Unknown, "create_source,value")]
    [InlineData("notes", Sent, "note_id,created_at,content")]
    [InlineData("notes", Unknown, "updated_at,author")]
    public void Part_of_a_member_is_treated_as_the_table_says(string member, string kind, string parts) =>
        Assert.All(
            parts.Split(','),
            p =>
                Assert.Equal(
                    (kind == Owned, kind == Unknown),
                    (ContactMembers.IsReadOnly(member, p), ContactMembers.IsUnknown(member, p))
                )
        );

    [Fact]
    public void Member_without_known_parts_has_neither_owned_nor_unknown_ones() =>
        Assert.Equal(
            (false, false),
            (ContactMembers.IsReadOnly("loyalty", "created_at"), ContactMembers.IsUnknown("loyalty", "created_at"))
        );

    [Fact]
    public void Body_of_a_put_has_the_writable_members_in_a_fixed_order_and_all_unknown_ones()
    {
        var contact = JsonNode
            .Parse(
                """
                {"loyalty":{"points":1},"gone":null,"notes":[{"note_id":"n","content":"x","author":"me"}],"taggings":["t",null],"list_memberships":[],
                 "phone_numbers":[{"kind":"home","phone_number":"1","updated_at":"2020-01-01","line":null}],"first_name":"Ann","job_title":null,"contact_id":"c1",
                 "email_address":{"address":"a@example.com","opt_in_date":"2020-01-01","opt_out_reason":null,"flag":true},"sms_channel":{"sms_address":"1"},"custom_fields":"odd"}
                """
            )!
            .AsObject();
        var before = contact.ToJsonString();

        var body = System.Text.Encoding.UTF8.GetString(PutBody.Of(contact, "Contact"));

        Assert.Equal(
            """{"email_address":{"address":"a@example.com","opt_out_reason":null,"flag":true},"first_name":"Ann","update_source":"Contact","custom_fields":"odd","phone_numbers":[{"kind":"home","phone_number":"1","line":null}],"list_memberships":[],"taggings":["t",null],"notes":[{"note_id":"n","content":"x","author":"me"}],"loyalty":{"points":1},"gone":null}""",
            body
        );
        Assert.Equal(
            ["loyalty", "gone", "email_address.flag", "phone_numbers.line", "notes.author"],
            PutBody.UnknownMembers(contact)
        );
        Assert.Equal(before, contact.ToJsonString());
    }

    [Fact]
    public void Unknown_part_of_several_entries_is_named_once() =>
        Assert.Equal(
            ["phone_numbers.line"],
            PutBody.UnknownMembers(JsonNode.Parse("""{"phone_numbers":[{"line":1},{"line":2}]}""")!.AsObject())
        );

    [Fact]
    public void Replacement_sends_the_address_and_the_patch_and_leaves_the_core_to_be_emptied()
    {
        var contact = JsonNode
            .Parse(
                """{"contact_id":"c1","first_name":"Ann","email_address":{"address":"a@example.com"},"taggings":["t"],"loyalty":null}"""
            )!
            .AsObject();
        var patch = new ContactPatch { Core = new Dictionary<string, object?> { ["job_title"] = "Pilot" } };

        Assert.Equal(
            """{"email_address":{"address":"a@example.com"},"job_title":"Pilot"}""",
            RawReplace.Document(contact, patch).ToJsonString()
        );
        Assert.Equal(
            """{"email_address":{"address":"a@example.com"},"job_title":"Pilot","contact_id":"c1","taggings":["t"],"loyalty":null}""",
            RawReplace.Outcome(contact, patch).ToJsonString()
        );
        Assert.Equal("""{"job_title":"Pilot"}""", RawReplace.Document([], patch).ToJsonString());
        RawReplace.Document(contact, new ContactPatch { NewEmailAddress = "b@example.com" });
        Assert.Equal("a@example.com", (string?)contact["email_address"]!["address"]);
    }

    [Fact]
    public void New_contact_states_its_permission_and_takes_the_new_address_of_its_patch()
    {
        var plain = NewContact.From("a@example.com", new ContactPatch { ClearArrays = ["taggings"], AddTags = [] });
        var other = NewContact.From(
            "a@example.com",
            new ContactPatch { NewEmailAddress = "b@example.com", PermissionToSend = "explicit" }
        );

        Assert.Equal(
            (
                "a@example.com",
                """{"email_address":{"address":"a@example.com","permission_to_send":"implicit"},"create_source":"Account"}"""
            ),
            (plain.Email, plain.Body.ToJsonString())
        );
        Assert.Equal(
            (
                "b@example.com",
                """{"email_address":{"address":"b@example.com","permission_to_send":"explicit"},"create_source":"Account"}"""
            ),
            (other.Email, other.Body.ToJsonString())
        );
        Assert.Equal(["email_address.address", "email_address.permission_to_send"], other.Changes.Select(c => c.Path));
        Assert.Equal(
            """{"email_address":{"address":"a@example.com","permission_to_send":"implicit"},"taggings":[]}""",
            plain.Document.ToJsonString()
        );
    }
}
