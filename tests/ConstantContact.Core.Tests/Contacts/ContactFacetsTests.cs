using System.Text.Json.Nodes;
using ConstantContact.Core.Consent;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Errors;
using ConstantContact.Core.Json;
using ConstantContact.Core.Tests.Updates;
using ConstantContact.Core.Updates;
using ConstantContact.Core.Updates.Planning;

namespace ConstantContact.Core.Tests.Contacts;

/// <summary>
/// The differences that count between two contacts: for the preview, for "nothing to do", and for the proof.
/// </summary>
public sealed class ContactFacetsTests
{
    public static TheoryData<string, string, string> Differences =>
        new()
        {
            {
                "phone_numbers",
                """[{"kind":"work","phone_number":"1"},{"kind":"work","phone_number":"2"}]""",
                """[{"kind":"work","phone_number":"1"},{"kind":"work","phone_number":"3"}]"""
            },
            {
                "sms_channel",
                """{"sms_address":"1","sms_channel_consents":[{"sms_consent_permission":"explicit"}]}""",
                """{"sms_address":"1","sms_channel_consents":[{"sms_consent_permission":"unsubscribed"}]}"""
            },
            {
                "custom_fields",
                """[{"custom_field_id":"f","value":"1","verified":true}]""",
                """[{"custom_field_id":"f","value":"1","verified":false}]"""
            },
            {
                "custom_fields",
                """[{"custom_field_id":"f","value":"1","verified":true}]""",
                """[{"custom_field_id":"f","value":"1"}]"""
            },
            {
                "notes",
                """[{"content":"x","created_at":"2026-01-01T00:00:00Z","author":"me"}]""",
                """[{"content":"x","created_at":"2026-01-01T00:00:00Z","author":"you"}]"""
            },
            {
                "notes",
                """[{"content":"x","created_at":"2026-01-01T00:00:00Z"}]""",
                """[{"content":"x","created_at":"2026-02-01T00:00:00Z"}]"""
            },
            { "loyalty", """{"points":1}""", """{"points":2}""" },
            {
                "street_addresses",
                """[{"kind":"home","city":"a","verified":true}]""",
                """[{"kind":"home","city":"a","verified":false}]"""
            },
        };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Value_that_changed_is_seen_by_the_difference_and_by_the_proof(
        string member,
        string before,
        string after
    )
    {
        JsonObject was = With(member, before);
        JsonObject now = With(member, after);

        Assert.NotEmpty(ContactDiff.Between(was, now));
        Assert.NotEmpty(ContactVerification.Of(was, was, now, full: true).Wrong);
        Assert.Empty(ContactDiff.Between(was, With(member, before)));
    }

    [Theory]
    [InlineData("permission_to_send", "implicit")]
    [InlineData("opt_out_date", "2026-02-01T00:00:00Z")]
    [InlineData("opt_out_source", "Account")]
    [InlineData("opt_out_reason", "other")]
    [InlineData("opt_out_source", null)]
    public void Opt_out_that_changed_in_any_part_is_reported(string part, string? value)
    {
        JsonObject before = UpdatePlanTests.Contact("unsubscribed");
        JsonObject email = before["email_address"]!.AsObject();
        (email["opt_out_source"], email["opt_out_date"], email["opt_out_reason"]) = (
            "Contact",
            "2026-01-01T00:00:00Z",
            "moved"
        );
        var after = (JsonObject)before.DeepClone();
        after["email_address"]![part] = value;

        Assert.Contains(
            part,
            Assert.Single(ContactVerification.OptOutChanges(before, after)),
            StringComparison.Ordinal
        );
        Assert.Empty(ContactVerification.OptOutChanges(before, before));
    }

    [Fact]
    public void Opt_out_without_a_source_that_gets_one_has_moved()
    {
        JsonObject before = UpdatePlanTests.Contact("unsubscribed");
        before["email_address"]!.AsObject().Remove("opt_out_source");
        var after = (JsonObject)before.DeepClone();
        after["email_address"]!["opt_out_source"] = "Account";

        Assert.Single(ContactVerification.OptOutChanges(before, after));
    }

    [Fact]
    public void Nulls_that_the_service_writes_out_are_absent_members()
    {
        JsonObject contact = UpdatePlanTests.Contact("implicit");
        var plain = (JsonObject)contact.DeepClone();
        foreach (
            string member in ContactMembers
                .Core.Concat(ContactMembers.SubResources)
                .Append("sms_channel")
                .Append("loyalty")
        )
        {
            plain.Remove(member);
            contact[member] = null;
        }

        contact["email_address"]!["opt_out_reason"] = null;
        UpdatePlan plan = UpdatePlan.For(
            contact,
            new ContactPatch { Core = new Dictionary<string, object?> { ["first_name"] = "New" } },
            new MergeOptions()
        );

        JsonObject body = CcJson.ToObject(CcJson.Parse(plan.Body));
        Assert.Equal("New", (string?)body["first_name"]);
        Assert.All(
            ContactMembers.Core.Skip(1).Concat(ContactMembers.SubResources),
            m => Assert.False(body.ContainsKey(m), m)
        );
        Assert.Empty(ContactDiff.Between(contact, plain));
        Assert.Empty(ContactVerification.Of(contact, contact, plain, full: true).Wrong);
    }

    [Theory]
    [InlineData("opt_in_source")]
    [InlineData("opt_in_date")]
    [InlineData("confirm_status")]
    public void Parts_of_an_address_that_the_service_owns_are_not_sent_back(string part)
    {
        JsonObject contact = UpdatePlanTests.Contact("implicit");
        contact["email_address"]![part] = "x";
        contact["_links"] = new JsonObject();

        JsonObject body = CcJson.ToObject(CcJson.Parse(PutBody.Of(contact, "Account")));

        Assert.False(body["email_address"]!.AsObject().ContainsKey(part));
        Assert.False(body.ContainsKey("_links"));
        Assert.Empty(PutBody.UnknownMembers(contact));
    }

    [Fact]
    public void New_contact_is_sent_without_empty_arrays_and_with_those_that_have_something()
    {
        NewContact made = NewContact.From("a@example.com", new ContactPatch { AddLists = [new NamedId("l1", "News")] });

        Assert.All(
            ContactMembers.SubResources.Where(m => m != ContactMembers.ListMemberships),
            m => Assert.False(made.Body.ContainsKey(m), m)
        );
        Assert.Equal("""["l1"]""", made.Body["list_memberships"]!.ToJsonString());
    }

    [Fact]
    public void Contact_without_any_permission_may_be_unsubscribed_and_needs_a_proof_for_more()
    {
        var subject = new ConsentSubject { Name = "a@example.com", Permission = null };
        ConsentRequest Ask(string permission) =>
            new(ConsentOperation.Update, ConsentSwitches.None) { Permission = permission };

        Assert.Empty(Ask("implicit").Lists);
        Assert.Equal(ConsentVerdict.Go, ConsentGuard.Decide(subject, Ask("unsubscribed")).Verdict);
        Assert.Equal(ConsentVerdict.Go, ConsentGuard.Decide(subject, Ask("not_set")).Verdict);
        Assert.Equal("CcConsentNeeded", ConsentGuard.Decide(subject, Ask("implicit")).Refusal?.ErrorId);
    }

    [Fact]
    public void Unsubscribed_contact_that_is_given_a_permission_with_proof_joins_its_list()
    {
        UpdatePlan plan = UpdatePlan.For(
            UpdatePlanTests.Contact("unsubscribed"),
            new ContactPatch { PermissionToSend = "implicit", AddLists = [new NamedId("l9", "News")] },
            new MergeOptions { IncludeUnsubscribed = true, ConsentReference = "form 7" }
        );

        Assert.Null(plan.Suppressed);
        Assert.False(plan.KeepsOptOut);
        Assert.Contains("l9", plan.Expected["list_memberships"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("implicit", (string?)plan.Expected["email_address"]!["permission_to_send"]);
    }

    [Theory]
    [InlineData(ContactMembers.StreetAddresses, 3)]
    [InlineData(ContactMembers.Taggings, 50)]
    [InlineData(ContactMembers.Notes, 150)]
    public void One_more_than_a_contact_can_have_is_refused(string member, int most)
    {
        JsonObject contact = UpdatePlanTests.Contact("implicit");
        contact[member] = new JsonArray([.. Enumerable.Range(0, most).Select(i => Entry(member, i))]);
        ContactPatch patch = member switch
        {
            ContactMembers.StreetAddresses => new ContactPatch
            {
                Addresses = [new AddressPatch("kind99", new Dictionary<string, string?> { ["city"] = "Graz" })],
            },
            ContactMembers.Taggings => new ContactPatch { AddTags = [new NamedId("new", "New")] },
            _ => new ContactPatch { AddNotes = ["one more"] },
        };

        Assert.Equal(
            "CcLimitExceeded",
            Assert.Throws<InvalidInputException>(() => UpdatePlan.For(contact, patch, new MergeOptions())).ErrorId
        );
        contact[member]!.AsArray().RemoveAt(0);
        Assert.False(UpdatePlan.For(contact, patch, new MergeOptions()).IsUnchanged);
    }

    private static JsonNode Entry(string member, int i) =>
        member switch
        {
            ContactMembers.StreetAddresses => new JsonObject { ["kind"] = $"kind{i}", ["city"] = "a" },
            ContactMembers.Taggings => JsonValue.Create($"t{i}")!,
            _ => new JsonObject { ["content"] = $"n{i}", ["created_at"] = "2026-01-01T00:00:00Z" },
        };

    private static JsonObject With(string member, string json)
    {
        JsonObject contact = UpdatePlanTests.Contact("implicit");
        contact[member] = JsonNode.Parse(json);
        return contact;
    }
}
