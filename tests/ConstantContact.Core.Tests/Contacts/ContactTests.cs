using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;

namespace ConstantContact.Core.Tests.Contacts;

/// <summary>The properties that a contact reads from its document.</summary>
public sealed class ContactTests
{
    private const string Whole = """
        {
          "contact_id":"c1","first_name":"Ann","last_name":"Lee","job_title":"Baker","company_name":"Loaf","birthday_month":3,"birthday_day":14,"anniversary":"2006-11-15",
          "create_source":"Account","update_source":"Contact","created_at":"2020-01-02T03:04:05Z","updated_at":"2021-01-02T03:04:05Z",
          "email_address":{"address":"ann@example.com","permission_to_send":"unsubscribed","opt_out_source":"Contact","opt_out_date":"2024-02-03T00:00:00Z","opt_out_reason":"moved"},
          "custom_fields":[{"custom_field_id":"F1","value":"blue"},{"custom_field_id":"f2","choice_ids":["2","9"]},{"custom_field_id":"f3","value":"x"}],
          "phone_numbers":[{"kind":"home","phone_number":"1"}],
          "street_addresses":[{"kind":"work","street":"1 Main","city":"Graz","state":"ST","postal_code":"8010","country":"AT"}],
          "list_memberships":["L1","l9"],"taggings":["t1"],
          "notes":[{"note_id":"n1","content":"met","created_at":"2022-01-02T03:04:05Z"}],
          "sms_channel":{"sms_channel_consents":[{"sms_consent_permission":"unsubscribed"}]}
        }
        """;

    private readonly ContactNames _names = new(
        [new NamedId("l1", "News")],
        [new NamedId("T1", "VIP")],
        [
            new CustomField
            {
                Id = "f1",
                Name = "colour",
                Label = "Colour",
                Type = "string",
            },
            new CustomField
            {
                Id = "F2",
                Name = "size",
                Label = "Size",
                Type = "multi_select",
                Choices = [new CustomFieldChoice { Id = "2", Label = "M" }],
            },
        ]
    );

    [Fact]
    public void Every_member_is_read_from_its_place()
    {
        var contact = Read(Whole);

        Assert.Equal(
            ("c1", "ann@example.com", "unsubscribed", "Ann", "Lee", "Baker", "Loaf"),
            (
                contact.ContactId,
                contact.EmailAddress,
                contact.PermissionToSend,
                contact.FirstName,
                contact.LastName,
                contact.JobTitle,
                contact.CompanyName
            )
        );
        Assert.Equal((3, 14, "2006-11-15"), (contact.BirthdayMonth, contact.BirthdayDay, contact.Anniversary));
        Assert.Equal(("Account", "Contact"), (contact.CreateSource, contact.UpdateSource));
        Assert.Equal((2020, 2021, 2024), (contact.CreatedAt?.Year, contact.UpdatedAt?.Year, contact.OptOutDate?.Year));
        Assert.Equal(("Contact", "moved"), (contact.OptOutSource, contact.OptOutReason));
        Assert.Equal(new ContactPhone("home", "1"), Assert.Single(contact.PhoneNumbers));
        Assert.Equal(
            new ContactAddress("work", "1 Main", "Graz", "ST", "8010", "AT"),
            Assert.Single(contact.StreetAddresses)
        );
        Assert.Equal(
            new ContactNote("n1", "met", new DateTimeOffset(2022, 1, 2, 3, 4, 5, TimeSpan.Zero)),
            Assert.Single(contact.Notes)
        );
        Assert.Equal(["L1", "l9"], contact.ListMemberships);
        Assert.Equal(["t1"], contact.Taggings);
        Assert.Equal(
            (false, true, true, null),
            (contact.IsDeleted, contact.IsUnsubscribed, contact.OptedOutOfSms, contact.DeletedAt)
        );
    }

    [Fact]
    public void Ids_are_shown_by_name_without_regard_to_case_and_unknown_ones_stay_ids()
    {
        var contact = Read(Whole, _names);

        Assert.Equal([new NamedId("L1", "News"), new NamedId("l9", "l9")], contact.Lists);
        Assert.Equal([new NamedId("t1", "VIP")], contact.Tags);
        Assert.Equal(["Colour: blue", "Size: M, 9", "f3: x"], contact.CustomFields.Select(f => f.ToString()));
        Assert.Equal(
            [("F1", "colour", "Colour", 0, 0), ("f2", "size", "Size", 2, 2), ("f3", null, null, 0, 0)],
            contact.CustomFields.Select(f => (f.CustomFieldId, f.Name, f.Label, f.Choices.Count, f.ChoiceIds.Count))
        );
        Assert.Equal(
            ["Colour: x", "colour: x", "f1: x", "f1: "],
            new[]
            {
                Value("colour", "Colour", "x"),
                Value("colour", null, "x"),
                Value(null, null, "x"),
                Value(null, null, null),
            }.Select(v => v.ToString())
        );
        Assert.Equal("L1", Assert.Single(Read("""{"list_memberships":["L1"]}""").Lists).Name);
        Assert.Null(_names.Field(null));
        Assert.Equal(2, _names.Fields.Count);
    }

    [Theory]
    [InlineData("""{"first_name":"Ann","last_name":"Lee","company_name":"Loaf"}""", "Ann Lee", "Ann Lee")]
    [InlineData("""{"first_name":"Ann"}""", "Ann", "Ann")]
    [InlineData("""{"last_name":"Lee"}""", "Lee", "Lee")]
    [InlineData("""{"contact_id":"c1","company_name":"Loaf"}""", "Loaf", "c1")]
    [InlineData("""{"contact_id":"c1"}""", "", "c1")]
    [InlineData("{}", "", "(contact)")]
    [InlineData("""{"first_name":"Ann","email_address":{"address":"a@example.com"}}""", "Ann", "a@example.com")]
    [InlineData("""{"first_name":"An\u001bn"}""", "An\\u001bn", "An\\u001bn")]
    public void Contact_is_shown_by_address_then_name_then_id(string json, string name, string shown)
    {
        var contact = Read(json);

        Assert.Equal((name, shown), (contact.Name, contact.ToString()));
    }

    [Theory]
    [InlineData("""{"deleted_at":"2026-01-01","email_address":{"permission_to_send":"implicit"}}""", "deleted")]
    [InlineData("""{"email_address":{"permission_to_send":"implicit"}}""", "implicit")]
    [InlineData("{}", "(no e-mail)")]
    public void State_is_deleted_or_the_permission(string json, string state) => Assert.Equal(state, Read(json).State);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"sms_channel":{}}""")]
    [InlineData("""{"sms_channel":{"sms_channel_consents":[{"sms_consent_permission":"explicit"}]}}""")]
    [InlineData("""{"sms_channel":{"sms_channel_consents":[]}}""")]
    public void Contact_without_an_opt_out_of_text_messages_has_none(string json) =>
        Assert.False(Read(json).OptedOutOfSms);

    [Fact]
    public void Copy_of_the_document_is_the_callers_own()
    {
        var contact = Read(Whole);

        contact.ToJson()["first_name"] = "Changed";

        Assert.Equal("Ann", contact.FirstName);
        Assert.Throws<ArgumentNullException>(() => new Contact(null!));
    }

    [Fact]
    public void Address_shows_the_parts_that_it_has_and_gives_each_by_its_name()
    {
        var whole = new ContactAddress("work", "1 Main", "Graz", "ST", "8010", "AT");

        Assert.Equal("work: 1 Main, Graz, ST, 8010, AT", whole.ToString());
        Assert.Equal("home: Graz", new ContactAddress("home", null, "Graz", "", null, null).ToString());
        Assert.Equal(["1 Main", "Graz", "ST", "8010", "AT"], ContactMembers.AddressParts.Select(whole.Part));
        Assert.Throws<ArgumentOutOfRangeException>(() => whole.Part("street2"));
        Assert.Equal(
            ["met", ""],
            new[] { new ContactNote("n", "met", null), new ContactNote("n", null, null) }.Select(n => n.ToString())
        );
    }

    [Fact]
    public void Custom_field_is_read_with_its_rules_and_choices()
    {
        var field = CustomField.From(
            CcJson.Parse(
                """
            {"custom_field_id":"f1","label":"Size","name":"size","type":"single_select","version":2,"created_at":"2020-01-02T03:04:05Z","updated_at":"2021-01-02T03:04:05Z",
             "metadata":{"decimal_places":2},"choices":[{"choice_id":7,"choice_label":"M","display_order":3,"deleted_at":"2022-01-02T03:04:05Z"}]}
            """u8.ToArray()
            )
        );

        Assert.Equal(
            ("f1", "f1", "Size", "size", "single_select", 2L),
            (field.Id, field.CustomFieldId, field.Label, field.Name, field.Type, field.Version)
        );
        Assert.Equal(
            (2020, 2021, """{"decimal_places":2}"""),
            (field.CreatedAt?.Year, field.UpdatedAt?.Year, field.Metadata)
        );
        var choice = Assert.Single(field.Choices);
        Assert.Equal(
            ("7", "M", 3L, 2022, "M"),
            (choice.Id, choice.Label, choice.DisplayOrder, choice.DeletedAt?.Year, choice.ToString())
        );
        Assert.Equal("9", new CustomFieldChoice { Id = "9" }.ToString());
        Assert.Equal(["Size", "size", "f1"], new[] { field, Field("size"), Field(null) }.Select(f => f.ToString()));
        Assert.Null(Field(null).Metadata);

        static CustomField Field(string? name) =>
            new()
            {
                Id = "f1",
                Name = name,
                Type = "string",
            };
    }

    [Theory]
    [InlineData(null, true, null)]
    [InlineData("""{"allow_negative":true}""", true, null)]
    [InlineData("""{"allow_negative":false,"decimal_places":3}""", false, 3)]
    [InlineData("""{"integer":true,"decimal_places":3}""", false, 0)]
    [InlineData("""{"integer":false,"decimal_places":3}""", false, 3)]
    [InlineData("{}", false, null)]
    public void Number_field_says_which_numbers_it_takes(string? rules, bool takesNegative, int? places)
    {
        var field = new CustomField
        {
            Id = "f1",
            Type = "number",
            Rules = rules is null ? null : JsonNode.Parse(rules)!.AsObject(),
        };

        Assert.Equal((takesNegative, places), (field.TakesNegative, field.DecimalPlaces));
    }

    private static ContactFieldValue Value(string? name, string? label, string? value) =>
        new("f1", name, label, value, [], []);

    private static Contact Read(string json, ContactNames? names = null) =>
        new(JsonNode.Parse(json)!.AsObject(), names);
}
