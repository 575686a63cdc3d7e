using System.Text.Json.Nodes;
using ConstantContact.Core.Contacts;
using ConstantContact.Core.Json;
using ConstantContact.Core.Tests.Updates;
using ConstantContact.TestData;
using FsCheck.Xunit;
using Xunit;

namespace ConstantContact.Core.Tests.Contacts;

public sealed class ContactVerificationTests
{
    [Property(MaxTest = 500)]
    public void Contact_in_the_requested_state_is_proven(int seed)
    {
        var account = new RandomAccount(seed);
        JsonObject before = account.Contact(withAmbiguousKinds: false);
        JsonObject wished = ContactMerge.Apply(before, MergeProperties.Patch(account.Wish()));

        ContactVerification proof = ContactVerification.Of(before, wished, wished, full: true);

        Assert.Empty(proof.Wrong);
        Assert.Empty(proof.Altered);
    }

    [Fact]
    public void Untouched_value_that_is_gone_is_wrong()
    {
        JsonObject before = UpdatePlanTests.Contact("implicit");
        JsonObject shown = Copy(before);
        shown.Remove("first_name");

        Assert.Equal(
            ["first_name should be 'Debora' and is not there"],
            ContactVerification.Of(before, before, shown, full: false).Wrong
        );
    }

    [Fact]
    public void Asked_value_that_the_service_alters_is_a_warning()
    {
        JsonObject before = UpdatePlanTests.Contact("implicit");
        JsonObject wished = Copy(before);
        wished["first_name"] = "Fr. John";
        JsonObject shown = Copy(before);
        shown["first_name"] = "Fr John";

        ContactVerification proof = ContactVerification.Of(before, wished, shown, full: true);

        Assert.Empty(proof.Wrong);
        Assert.Equal(["first_name should be 'Fr. John' and is 'Fr John'"], proof.Altered);
    }

    [Fact]
    public void Permission_that_the_service_gives_a_contacts_first_address_is_not_wrong()
    {
        JsonObject before = UpdatePlanTests.Contact("implicit");
        before.Remove("email_address");
        JsonObject wished = Copy(before);
        wished["email_address"] = new JsonObject { ["address"] = "first@example.com" };
        JsonObject shown = Copy(before);
        shown["email_address"] = new JsonObject
        {
            ["address"] = "first@example.com",
            ["permission_to_send"] = "implicit",
            ["confirm_status"] = "off",
        };

        Assert.Empty(ContactVerification.Of(before, wished, shown, full: true).Wrong);
        shown["email_address"]!["address"] = "other@example.com";
        Assert.Single(ContactVerification.Of(before, wished, shown, full: true).Altered);
    }

    [Fact]
    public void Asked_value_that_did_not_take_is_wrong()
    {
        JsonObject before = UpdatePlanTests.Contact("implicit");
        JsonObject wished = Copy(before);
        wished["first_name"] = "Deborah";

        Assert.NotEmpty(ContactVerification.Of(before, wished, before, full: false).Wrong);
    }

    [Fact]
    public void Removal_that_did_not_take_is_wrong()
    {
        JsonObject before = UpdatePlanTests.Contact("implicit");
        JsonObject wished = Copy(before);
        wished["list_memberships"] = new JsonArray();

        Assert.NotEmpty(ContactVerification.Of(before, wished, before, full: false).Wrong);
    }

    [Theory]
    [InlineData(
        "custom_fields",
        """[{"custom_field_id":"a","value":"1"}]""",
        """[{"custom_field_id":"a","value":"1"},{"custom_field_id":"a","value":"1"}]"""
    )]
    [InlineData(
        "phone_numbers",
        """[{"kind":"home","phone_number":"1"}]""",
        """[{"kind":"home","phone_number":"1"},{"kind":"home","phone_number":"1"}]"""
    )]
    [InlineData(
        "street_addresses",
        """[{"kind":"home","city":"a"}]""",
        """[{"kind":"home","city":"a"},{"kind":"home","city":"a"}]"""
    )]
    [InlineData(
        "notes",
        """[{"note_id":"1","created_at":"2026-01-01T00:00:00Z","content":"x"}]""",
        """[{"note_id":"1","created_at":"2026-01-01T00:00:00Z","content":"x"},{"note_id":"2","created_at":"2026-02-01T00:00:00Z","content":"x"}]"""
    )]
    public void Array_that_was_doubled_is_wrong_in_an_answer_and_in_a_re_read(string member, string sent, string shown)
    {
        JsonObject before = UpdatePlanTests.Contact("implicit");
        before[member] = JsonNode.Parse(sent);
        JsonObject after = Copy(before);
        after[member] = JsonNode.Parse(shown);

        Assert.NotEmpty(ContactVerification.Of(before, before, after, full: false).Wrong);
        Assert.NotEmpty(ContactVerification.Of(before, before, after, full: true).Wrong);
    }

    [Fact]
    public void Member_that_an_answer_leaves_out_says_nothing_but_is_gone_in_a_re_read()
    {
        JsonObject before = UpdatePlanTests.Contact("implicit");
        before["phone_numbers"] = JsonNode.Parse("""[{"kind":"home","phone_number":"1"}]""");
        before["loyalty"] = "gold";
        JsonObject shown = Copy(before);
        shown.Remove("phone_numbers");
        shown.Remove("loyalty");

        Assert.Empty(ContactVerification.Of(before, before, shown, full: false).Wrong);
        Assert.Equal(3, ContactVerification.Of(before, before, shown, full: true).Wrong.Count);
    }

    [Fact]
    public void Ids_timestamps_order_and_case_of_the_address_do_not_count_and_an_additional_list_is_no_loss()
    {
        JsonObject before = UpdatePlanTests.Contact("implicit");
        before["phone_numbers"] = JsonNode.Parse(
            """[{"kind":"home","phone_number":"1"},{"kind":"work","phone_number":"2"}]"""
        );
        before["anniversary"] = "11/15/2006";
        JsonObject shown = Copy(before);
        shown["anniversary"] = "2006-11-15";
        shown["updated_at"] = "2026-01-01T00:00:00Z";
        shown["email_address"]!["address"] = "DLang@Example.com";
        shown["phone_numbers"] = JsonNode.Parse(
            """[{"kind":"work","phone_number":"2","phone_number_id":"x"},{"kind":"home","phone_number":"1","updated_at":"2026-01-01T00:00:00Z"}]"""
        );
        shown["list_memberships"]!.AsArray().Add("by-an-automation");

        ContactVerification proof = ContactVerification.Of(before, before, shown, full: true);

        Assert.Empty(proof.Wrong);
        Assert.Empty(proof.Altered);
    }

    [Fact]
    public void New_note_is_proven_whatever_time_the_service_gave_it()
    {
        JsonObject before = UpdatePlanTests.Contact("implicit");
        JsonObject wished = ContactMerge.Apply(before, new ContactPatch { AddNotes = ["called"] });
        JsonObject shown = Copy(wished);
        shown["notes"] = JsonNode.Parse("""[{"note_id":"n","created_at":"2026-11-24T00:00:00Z","content":"called"}]""");

        Assert.Empty(ContactVerification.Of(before, wished, shown, full: true).Wrong);
    }

    [Fact]
    public void Opt_out_with_a_new_timestamp_is_reported()
    {
        JsonObject before = UpdatePlanTests.Contact("unsubscribed");
        before["email_address"]!["opt_out_date"] = "2024-01-01T00:00:00Z";
        JsonObject shown = Copy(before);
        shown["email_address"]!["opt_out_date"] = "2026-11-24T00:00:00Z";

        Assert.Single(ContactVerification.OptOutChanges(before, shown));
        Assert.Empty(ContactVerification.OptOutChanges(before, before));
    }

    private static JsonObject Copy(JsonObject node) => (JsonObject)node.DeepClone();
}
