using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Tests.Contacts;

/// <summary>Parts of the merge that random contacts seldom have.</summary>
public sealed class ContactMergeTests
{
    private static readonly NamedId Field = new("f", "Field");

    [Fact]
    public void Array_is_emptied_before_the_patch_puts_its_own_into_it()
    {
        var merged = Apply(
            """{"taggings":["t1","t2"],"list_memberships":["l1"]}""",
            new ContactPatch { ClearArrays = [ContactMembers.Taggings], AddTags = [new NamedId("t3", "T")] }
        );

        Assert.Equal("""{"taggings":["t3"],"list_memberships":["l1"]}""", merged);
    }

    [Theory]
    [InlineData(
        """{"email_address":{"address":"a@example.com","permission_to_send":"implicit","x":1}}""",
        "b@example.com",
        null,
        """{"email_address":{"address":"b@example.com","permission_to_send":"implicit","x":1}}"""
    )]
    [InlineData(
        """{"email_address":{"address":"a@example.com","permission_to_send":"implicit"}}""",
        null,
        "explicit",
        """{"email_address":{"address":"a@example.com","permission_to_send":"explicit"}}"""
    )]
    [InlineData(
        "{}",
        "b@example.com",
        "explicit",
        """{"email_address":{"address":"b@example.com","permission_to_send":"explicit"}}"""
    )]
    [InlineData("{}", null, null, "{}")]
    public void Address_and_permission_change_each_by_itself(
        string contact,
        string? address,
        string? permission,
        string expected
    ) =>
        Assert.Equal(
            expected,
            Apply(contact, new ContactPatch { NewEmailAddress = address, PermissionToSend = permission })
        );

    [Fact]
    public void Choice_replaces_a_value_and_a_value_replaces_choices()
    {
        Assert.Equal(
            """{"custom_fields":[{"custom_field_id":"f","choice_ids":["1","2"]}]}""",
            Apply(
                """{"custom_fields":[{"custom_field_id":"F","value":"old"}]}""".Replace("\"F\"", "\"f\""),
                new ContactPatch { Fields = [FieldPatch.Choose(Field, ["1", "2"], "A;B")] }
            )
        );
        Assert.Equal(
            """{"custom_fields":[{"custom_field_id":"F","value":"new"}]}""",
            Apply(
                """{"custom_fields":[{"custom_field_id":"F","choice_ids":["1"]}]}""",
                new ContactPatch { Fields = [FieldPatch.Set(Field, "new")] }
            )
        );
        Assert.Equal(
            """{"custom_fields":[{"custom_field_id":"f","value":"new"}]}""",
            Apply("{}", new ContactPatch { Fields = [FieldPatch.Set(Field, "new")] })
        );
    }

    [Fact]
    public void Field_that_is_cleared_loses_all_of_its_entries_and_others_stay()
    {
        Assert.Equal(
            """{"custom_fields":[{"custom_field_id":"g","value":"3"}]}""",
            Apply(
                """{"custom_fields":[{"custom_field_id":"f","value":"1"},{"custom_field_id":"g","value":"3"},{"custom_field_id":"F","value":"2"}]}""",
                new ContactPatch { Fields = [FieldPatch.Clear(Field)] }
            )
        );
    }

    [Fact]
    public void Field_or_phone_that_is_cleared_without_being_there_leaves_nothing_behind()
    {
        Assert.Equal("""{"custom_fields":[]}""", Apply("{}", new ContactPatch { Fields = [FieldPatch.Clear(Field)] }));
        Assert.Equal(
            "{}",
            Apply("{}", new ContactPatch { Phones = new Dictionary<string, string?> { ["home"] = null } })
        );
        Assert.Equal(
            """{"phone_numbers":[{"kind":"work","phone_number":"2"}]}""",
            Apply(
                """{"phone_numbers":[{"kind":"home","phone_number":"1"},{"kind":"work","phone_number":"2"}]}""",
                new ContactPatch { Phones = new Dictionary<string, string?> { ["home"] = null } }
            )
        );
        Assert.Equal(
            """{"street_addresses":[]}""",
            Apply(
                """{"street_addresses":[{"kind":"home","city":"Graz"}]}""",
                new ContactPatch
                {
                    Addresses =
                    [
                        new AddressPatch("home", new Dictionary<string, string?> { ["city"] = "Wien" }, Clears: true),
                    ],
                }
            )
        );
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("2", true)]
    [InlineData("3", false)]
    [InlineData(null, false)]
    public void Phone_among_several_of_its_kind_is_taken_for_the_one_meant_if_it_is_there(string? number, bool isThere)
    {
        const string Contact =
            """{"phone_numbers":[{"kind":"home","phone_number":"1"},{"kind":"Home","phone_number":"2"}]}""";
        var patch = new ContactPatch { Phones = new Dictionary<string, string?> { ["home"] = number } };

        if (isThere)
        {
            Assert.Equal(Contact, Apply(Contact, patch));
        }
        else
        {
            Assert.Contains(
                "2",
                Assert.Throws<AmbiguousKindException>(() => Apply(Contact, patch)).Message,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Address_among_several_of_its_kind_is_taken_for_the_one_meant_if_all_of_its_parts_are_there()
    {
        const string Contact =
            """{"street_addresses":[{"kind":"home","city":"Graz","state":"ST"},{"kind":"home","city":"Wien"}]}""";

        Assert.Equal(Contact, Apply(Contact, Address(("city", "Graz"), ("state", "ST"))));
        Assert.Equal(Contact, Apply(Contact, Address(("city", "Wien"), ("state", null), ("street", ""))));
        Assert.Throws<AmbiguousKindException>(() => Apply(Contact, Address(("city", "Wien"), ("state", "ST"))));
        Assert.Throws<AmbiguousKindException>(() =>
            Apply(
                Contact,
                new ContactPatch
                {
                    Addresses =
                    [
                        new AddressPatch("home", new Dictionary<string, string?> { ["city"] = "Graz" }, Clears: true),
                    ],
                }
            )
        );
    }

    [Fact]
    public void Part_of_an_address_is_cleared_and_an_address_that_is_not_there_stays_away()
    {
        Assert.Equal(
            """{"street_addresses":[{"kind":"home","state":"ST","city":"Graz"}]}""",
            Apply(
                """{"street_addresses":[{"kind":"home","street":"1 Main","state":"ST"}]}""",
                Address(("street", null), ("city", "Graz"))
            )
        );
        Assert.Equal("{}", Apply("{}", Address(("city", null))));
        Assert.Equal(
            """{"street_addresses":[{"kind":"home","city":"Graz"}]}""",
            Apply("{}", Address(("state", null), ("city", "Graz")))
        );
        Assert.Equal(
            """{"street_addresses":[]}""",
            Apply(
                """{"street_addresses":[{"kind":"home","city":"Graz"}]}""",
                new ContactPatch
                {
                    Addresses = [new AddressPatch("HOME", new Dictionary<string, string?>(), Clears: true)],
                }
            )
        );
        Assert.Equal(
            "{}",
            Apply(
                "{}",
                new ContactPatch
                {
                    Addresses = [new AddressPatch("home", new Dictionary<string, string?>(), Clears: true)],
                }
            )
        );
    }

    [Fact]
    public void Membership_is_added_once_and_removed_without_regard_to_case()
    {
        var patch = new ContactPatch
        {
            AddLists = [new NamedId("L1", "a"), new NamedId("l2", "b"), new NamedId("L2", "b")],
            RemoveTags = [new NamedId("T1", "t")],
        };

        Assert.Equal(
            """{"list_memberships":["l1","l2"],"taggings":["t2",null]}""",
            Apply("""{"list_memberships":["l1"],"taggings":["t1","t2",null]}""", patch)
        );
        Assert.Equal("{}", Apply("{}", new ContactPatch()));
        Assert.Equal("""{"taggings":[]}""", Apply("{}", new ContactPatch { RemoveTags = [new NamedId("t1", "t")] }));
    }

    [Fact]
    public void Note_is_added_once_and_one_of_several_is_removed()
    {
        Assert.Equal(
            """{"notes":[{"content":"met"},{"content":"called"}]}""",
            Apply("""{"notes":[{"content":"met"}]}""", new ContactPatch { AddNotes = ["met", "called", "called"] })
        );
        Assert.Equal(
            """{"notes":[{"note_id":"1","content":"called"},{"note_id":"3","content":"met"}]}""",
            Apply(
                """{"notes":[{"note_id":"1","content":"called"},{"note_id":"2","content":"met"},{"note_id":"3","content":"met"}]}""",
                new ContactPatch { RemoveNotes = ["met", "not there"] }
            )
        );
    }

    [Fact]
    public void Whole_number_and_text_of_the_core_keep_their_types()
    {
        Assert.Equal(
            """{"birthday_month":3,"first_name":"Ann"}""",
            Apply(
                """{"job_title":"Baker"}""",
                new ContactPatch
                {
                    Core = new Dictionary<string, object?>
                    {
                        ["birthday_month"] = 3,
                        ["first_name"] = "Ann",
                        ["job_title"] = null,
                    },
                }
            )
        );
    }

    private static ContactPatch Address(params (string Part, string? Value)[] parts) =>
        new()
        {
            Addresses =
            [
                new AddressPatch("home", parts.ToDictionary(p => p.Part, p => p.Value, StringComparer.Ordinal)),
            ],
        };

    private static string Apply(string contact, ContactPatch patch) =>
        ContactMerge.Apply(JsonNode.Parse(contact)!.AsObject(), patch).ToJsonString();
}
